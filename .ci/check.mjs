// `npm run check`: every gate a change has to pass, in the order of their speed. All gates run even when one fails, so
// that one run tells everything. `npm run check -- --quick` leaves the tests out; other arguments go to vitest.
import { spawnSync } from "node:child_process";

const quick = process.argv.includes("--quick");
const forVitest = process.argv.slice(2).filter((argument) => argument !== "--quick");

const gates = [
  {
    name: "Format",
    script: "format",
    mend: "npm run fix formats the files named above.",
  },
  {
    name: "Lint",
    script: "lint",
    mend: "npm run fix mends what it can; the rest says above what is wrong and why.",
  },
  {
    name: "Types",
    script: "types",
    mend: "The first error is often the cause of the others.",
  },
  {
    name: "Architecture",
    script: "architecture",
    mend: "Who may import whom is drawn in .github/CONTRIBUTING.md; the rule's comment says why.",
  },
  {
    name: "Dead code",
    script: "dead-code",
    mend: "Delete what nobody uses, or drop the `export` of what only its own file uses.",
  },
  {
    name: "Tests",
    script: "test",
    mend: "npx vitest run path/to/one.test.ts runs one file.",
  },
];

const failed = [];
for (const { name, script, mend } of quick ? gates.slice(0, -1) : gates) {
  process.stdout.write(`\n== ${name}\n`);
  const extra = script === "test" && forVitest.length > 0 ? ["--", ...forVitest] : [];
  const { status, error } = spawnSync("npm", ["run", "--silent", script, ...extra], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error !== undefined) process.stderr.write(`${name} could not be started: ${error.message}\n`);
  if (status === 0) continue;
  failed.push(name);
  process.stdout.write(`-- ${name} failed. To mend it: ${mend}\n`);
}
process.stdout.write(failed.length === 0 ? "\nAll good.\n" : `\nFailed: ${failed.join(", ")}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
