import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach } from "vitest";
import "./refuse-network.mjs";

/** vitest's set-up file of every test file: what leaves the machine fails the test, in child processes too. */
const directory = mkdtempSync(path.join(tmpdir(), "switchboard-network-"));
const log = path.join(directory, "refused.log");
writeFileSync(log, "");

Object.assign(process.env, guardedEnvironment(process.env));

/** An environment for a child process that doesn't inherit ours: with the guard, and `env` otherwise as it is. */
export function guardedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const guard = `--import=${new URL("./refuse-network.mjs", import.meta.url).href}`;
  const options = env["NODE_OPTIONS"] ?? "";
  return {
    ...env,
    NODE_OPTIONS: options.includes(guard) ? options : `${options} ${guard}`.trim(),
    SWITCHBOARD_NETWORK_LOG: log,
  };
}

/** What was refused since the last call. The guard's own tests take it away before it fails them. */
export function takeRefusals(): readonly string[] {
  const refused = readFileSync(log, "utf8").split("\n").filter(Boolean);
  if (refused.length > 0) writeFileSync(log, "");
  return refused;
}

function expectNoRefusal(): void {
  const refused = takeRefusals();
  if (refused.length > 0) throw new Error(refused.join("\n"));
}

afterEach(expectNoRefusal);
afterAll(() => {
  try {
    expectNoRefusal();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
