// Builds the agents' pages into dist/web/inbox, or into the folder given. Does nothing when they were built from these
// very sources before: `npm start` asks each time.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const web = fileURLToPath(new URL(".", import.meta.url));
const root = path.join(web, "..");
/** Beside the pages: what they were built from. */
const stamp = "built-from.txt";

/** Resolves with whether there was something to build. */
export async function buildInbox(target = path.join(root, "dist/web/inbox")) {
  const fingerprint = await fingerprintOf(web);
  if (await isBuiltFrom(target, fingerprint)) return false;
  // Beside its place, and there in one step: a hub that starts meanwhile finds the old pages or the new ones.
  const fresh = `${target}.${process.pid}`;
  // Whoever asks may be a test: what is built is always what ships.
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  await build({
    configFile: path.join(web, "vite.config.ts"),
    logLevel: "warn",
    mode: "production",
    build: { outDir: fresh },
  });
  await writeFile(path.join(fresh, stamp), fingerprint);
  // Somebody else may have been faster, with the same sources.
  if (!(await isBuiltFrom(target, fingerprint))) {
    await rm(target, { recursive: true, force: true });
    try {
      await rename(fresh, target);
      return true;
    } catch (error) {
      if (!(await isBuiltFrom(target, fingerprint))) throw error;
    }
  }
  await rm(fresh, { recursive: true, force: true });
  return false;
}

async function isBuiltFrom(target, fingerprint) {
  const file = path.join(target, stamp);
  return existsSync(file) && (await readFile(file, "utf8")) === fingerprint;
}

async function fingerprintOf(folder) {
  const hash = createHash("sha256");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of [...files.sort(), path.join(root, "package-lock.json")]) {
    hash
      .update(path.relative(root, file))
      .update("\0")
      .update(await readFile(file))
      .update("\0");
  }
  return hash.digest("hex");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildInbox();
}
