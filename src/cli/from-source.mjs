// `npm start` and its like: compiles what changed, then runs the command in this very process, so that signals reach it
// on every system. An installation without devDependencies runs what was compiled before.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const main = new URL("dist/src/cli/main.js", root);
const compiler = findCompiler();

if (compiler === undefined && !existsSync(main)) {
  fail("The compiler is missing: run npm ci, without --omit=dev, or npm run build elsewhere.");
} else if (compiler !== undefined && !compile(compiler)) {
  fail("Switchboard could not be compiled: the reasons stand above.");
} else {
  // The pages are built by devDependencies as well; without those, the ones that were built before are served.
  if (compiler !== undefined) await (await import("../../web/build.mjs")).buildInbox();
  process.argv[1] = fileURLToPath(main);
  await import(main.href);
}

function findCompiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
    return path.join(path.dirname(manifest), "bin/tsc");
  } catch {
    // Not installed: said above, where it matters.
    return undefined;
  }
}

function compile(tsc) {
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  return status === 0;
}

function fail(why) {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
