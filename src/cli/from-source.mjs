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
} else if (compiler !== undefined && !run(compiler, "-p", "tsconfig.build.json")) {
  fail("Switchboard could not be compiled: the reasons stand above.");
} else if (compiler !== undefined && !run(fileURLToPath(new URL("web/build.mjs", root)))) {
  fail("The pages could not be built: the reasons stand above.");
} else {
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

/** In processes of their own: what compiles and builds has no place in the hub's memory. */
function run(...words) {
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  return spawnSync(process.execPath, words, options).status === 0;
}

function fail(why) {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
