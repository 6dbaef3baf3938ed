import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { buildPages } from "./built-pages.ts";
import { root } from "./sources.ts";

/** Compiles the hub as it ships, for plain Node. Resolves with a folder that has `dist`; whoever asks removes it. */
export async function compiledHub(): Promise<string> {
  const folder = await emptyPackage();
  await buildPages();
  await mkdir(path.join(folder, "dist"));
  await symlink(path.join(root, "dist/web"), path.join(folder, "dist/web"));
  // Types are another gate's business.
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const outDir = path.join(folder, "dist");
  const info = path.join(folder, "build.json");
  const options = ["--noCheck", "--outDir", outDir, "--tsBuildInfoFile", info];
  await promisify(execFile)(process.execPath, [compiler, "-p", "tsconfig.build.json", ...options], {
    cwd: root,
  });
  return folder;
}

/** A folder in which compiled code finds its packages, and itself by name. */
export async function emptyPackage(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "switchboard-build-"));
  await copyFile(path.join(root, "package.json"), path.join(folder, "package.json"));
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  await symlink(path.join(root, "web"), path.join(folder, "web"));
  return folder;
}
