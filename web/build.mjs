// Builds the agents' pages into dist/web/inbox and the website chat into dist/web/widget. Does nothing when they were
// built from these very sources before: `npm start` asks each time.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const web = fileURLToPath(new URL(".", import.meta.url));
const root = path.join(web, "..");
/** Beside the pages: what they were built from. */
const stamp = "built-from.txt";

/** What is built, each into the folder of its name. */
const parts = {
  async inbox(outDir, fingerprint) {
    await viteBuild({ configFile: path.join(web, "vite.config.ts"), build: { outDir } });
    await viteBuild(await workerFile(outDir, fingerprint));
  },
  // Each one file and no module: the loader is a plain script on other people's pages, the chat is light enough.
  async widget(outDir) {
    await viteBuild(widgetFile("loader", "loader/main.ts", outDir));
    await viteBuild(widgetFile("chat", "chat/main.tsx", outDir));
  },
};

async function buildPages() {
  const fingerprint = await fingerprintOf(web);
  for (const [name, build] of Object.entries(parts)) {
    await buildPart(path.join(root, "dist/web", name), fingerprint, build);
  }
}

async function buildPart(target, fingerprint, build) {
  if (await isBuiltFrom(target, fingerprint)) return;
  // Beside its place, and there in one step: a hub that starts meanwhile finds the old pages or the new ones.
  const fresh = `${target}.${process.pid}`;
  await build(fresh, fingerprint);
  await writeFile(path.join(fresh, stamp), fingerprint);
  const old = `${fresh}.old`;
  // Somebody else may be at it with the same sources. Nothing is removed from its place: that takes a while, in which
  // another one might come there.
  while (!(await isBuiltFrom(target, fingerprint))) {
    await moveUnless(["ENOENT"], target, old);
    await moveUnless(["ENOTEMPTY", "EEXIST"], fresh, target);
    await rm(old, { recursive: true, force: true });
  }
  await rm(fresh, { recursive: true, force: true });
}

async function moveUnless(codes, from, to) {
  try {
    await rename(from, to);
  } catch (error) {
    if (!codes.includes(error.code)) throw error;
  }
}

async function viteBuild(options) {
  // Whoever asks may be a test: what is built is always what ships.
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  await build({ logLevel: "warn", mode: "production", ...options });
}

/** The service worker, which knows the files of the build that it belongs to. */
async function workerFile(outDir, fingerprint) {
  const names = await readdir(path.join(outDir, "assets"));
  // Data of a picker that is seldom opened isn't what the pages need to open.
  const files = names.filter((name) => !name.endsWith(".json")).map((name) => `/assets/${name}`);
  return {
    configFile: false,
    root: path.join(web, "worker"),
    define: { builtFrom: JSON.stringify(fingerprint), builtFiles: JSON.stringify(files.sort()) },
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      reportCompressedSize: false,
      modulePreload: false,
      rolldownOptions: {
        input: path.join(web, "worker/worker.ts"),
        output: { format: "iife", entryFileNames: "worker.js" },
      },
    },
  };
}

function widgetFile(name, entry, outDir) {
  return {
    configFile: false,
    root: path.join(web, "widget"),
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      reportCompressedSize: false,
      modulePreload: false,
      // A file of its own: the policy lets no script write styles into the page.
      cssCodeSplit: false,
      rolldownOptions: {
        input: path.join(web, "widget", entry),
        output: {
          format: "iife",
          entryFileNames: `${name}.js`,
          assetFileNames: `${name}[extname]`,
        },
      },
    },
  };
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
  await buildPages();
}
