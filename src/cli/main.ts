#!/usr/bin/env node
import { nodeProblem } from "./node-version.ts";
import { holdYoungGenerationSmall } from "./young-generation.ts";

// Everything else is imported only after the check: what it is made of doesn't load on an old Node.
const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  holdYoungGenerationSmall();
  const { runCommandLine } = await import("./program.ts");
  process.exitCode = await runCommandLine(process.argv.slice(2));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
