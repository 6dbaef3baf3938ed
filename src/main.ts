import { nodeProblem } from "./cli/node-version.ts";
import { holdYoungGenerationSmall } from "./cli/young-generation.ts";

// `npm start`: as `switchboard start`. See src/cli/main.ts for why the import waits.
const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  holdYoungGenerationSmall();
  const { runCommandLine } = await import("./cli/program.ts");
  process.exitCode = await runCommandLine(["start"]);
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
