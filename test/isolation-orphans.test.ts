import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { endOrphans } from "../src/channels/isolation/mark.ts";
import {
  listProcesses,
  type ProcessEntry,
  readProcess,
  withDescendants,
} from "../src/channels/isolation/process-table.ts";
import { emptyFolder, manyProcesses } from "./support/command-line.ts";
import { describeInBrowser } from "./support/requirements.ts";
import { root } from "./support/sources.ts";
import { until } from "./support/until.ts";

/** Who is killed with SIGKILL, after which deeds; the rest has to notice, and to go. */
const kills: readonly (readonly [
  who: string,
  victims: readonly Role[],
  deeds: readonly string[],
])[] = [
  ["the hub", ["hub"], ["spawn"]],
  ["the session's process", ["session"], ["spawn"]],
  ["both at once", ["hub", "session"], ["spawn"]],
  ["the hub, while the session hangs", ["hub"], ["spawn", "loop"]],
];

type Role = "hub" | "session" | "reaper";

describe("nothing of a session is left after a kill -9 of", () => {
  it.each(kills)("%s", manyProcesses, async (_who, victims, deeds) => {
    const run = await startRun(deeds);
    for (const victim of victims) run.kill(victim);
    expect(await run.leavings()).toEqual([]);
  });

  it("both, and before that of the reaper", manyProcesses, async () => {
    const run = await startRun(["spawn"]);
    run.kill("reaper");
    await until("another reaper", async () => {
      return (await run.left()).some(({ parent, pid }) => parent === run.hub && !run.knows(pid));
    });
    for (const victim of ["hub", "session"] as const) run.kill(victim);
    expect(await run.leavings()).toEqual([]);
  });
});

describe("what nobody was left to end", () => {
  it("is ended at the next start of a session", manyProcesses, async () => {
    const run = await startRun(["spawn"]);
    // The reaper is started again when it dies; without its hub nobody does so.
    run.freeze("hub");
    for (const victim of ["reaper", "session", "hub"] as const) run.kill(victim);
    // What was killed takes a moment to be gone; a next start comes after it.
    await until("the hub's end", async () => (await readProcess(run.hub)) === undefined);
    await endOrphans();
    expect(await run.leavings()).toEqual([]);
  });

  it("is told from what a living hub still needs", manyProcesses, async () => {
    const run = await startRun(["spawn"]);
    // Hub, session and reaper; a shell and what it started, which takes it a moment.
    const before = await until("all of them", async () => {
      const left = await run.left();
      return left.length >= 6 && left;
    });
    await endOrphans();
    expect(await run.left()).toEqual(before);
  });
});

describeInBrowser("a browser that a session started", (chromium) => {
  it.each<readonly [string, readonly Role[]]>([
    ["the hub", ["hub"]],
    ["the session's process", ["session"]],
    ["both at once", ["hub", "session"]],
  ])("ends to its last process after a kill -9 of %s", manyProcesses, async (_who, victims) => {
    const profile = path.join(await emptyFolder(), "profile");
    const flags = ["--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"];
    const browser = [chromium, ...flags, `--user-data-dir=${profile}`, "about:blank"];
    const run = await startRun([["browser", ...browser].join("\n")]);
    await until("its renderer", async () => (await run.left()).length >= 7);
    for (const victim of victims) run.kill(victim);
    expect(await run.leavings()).toEqual([]);
  });
});

interface Run {
  readonly hub: number;
  kill(role: Role): void;
  freeze(role: Role): void;
  /** What is there of all that the hub ever started. */
  left(): Promise<readonly ProcessEntry[]>;
  /** What is left of it in the end, which should be nothing; but the hub, where that lives. */
  leavings(): Promise<readonly ProcessEntry[]>;
  /** Whether it was there at the beginning. */
  knows(pid: number): boolean;
}

/** A process that runs one session and has it do the deeds. */
async function startRun(deeds: readonly string[]): Promise<Run> {
  const tsx = pathToFileURL(path.join(root, "node_modules/tsx/dist/loader.mjs")).href;
  const host = fileURLToPath(new URL("./support/perilous/host.ts", import.meta.url));
  const words = ["--conditions=source", `--import=${tsx}`, host, "pid", ...deeds];
  const hub = spawn(process.execPath, words, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void hub.kill("SIGKILL"));
  const [session] = await linesOf(hub, 1 + deeds.length);
  const mine = new Set([sure(hub.pid)]);
  const all = withDescendants(await listProcesses(), mine);
  const reaper = all.find(({ pid, parent }) => parent === hub.pid && pid !== session)?.pid;
  const pids: Readonly<Record<Role, number>> = {
    hub: sure(hub.pid),
    session: sure(session),
    reaper: sure(reaper),
  };
  const first = new Set(all.map(({ pid }) => pid));
  const known = new Map(all.map((entry) => [entry.pid, entry]));
  const left = async (): Promise<readonly ProcessEntry[]> => {
    const now = await listProcesses();
    for (const entry of withDescendants(now, mine)) known.set(entry.pid, entry);
    return now.filter(({ pid, startedAt }) => known.get(pid)?.startedAt === startedAt);
  };
  const leavings = async () => (await left()).filter(({ pid }) => pid !== hub.pid);
  return {
    hub: pids.hub,
    kill: (role) => void process.kill(pids[role], "SIGKILL"),
    freeze: (role) => void process.kill(pids[role], "SIGSTOP"),
    knows: (pid) => first.has(pid),
    left,
    async leavings() {
      const giveUpAt = performance.now() + 10_000;
      while ((await leavings()).length > 0 && performance.now() < giveUpAt) await turn();
      return await leavings();
    },
  };
}

/** A signal to number 0 would be one to ourselves. */
function sure(pid: number | undefined): number {
  if (pid === undefined || !(pid > 1)) throw new Error(`${pid} is no process to be killed.`);
  return pid;
}

async function linesOf(hub: ChildProcess, count: number): Promise<readonly number[]> {
  if (hub.stdout === null) throw new Error("The hub's output can't be read.");
  const lines: number[] = [];
  for await (const line of createInterface({ input: hub.stdout })) {
    lines.push(Number(line));
    if (lines.length === count) return lines;
  }
  throw new Error(`The hub ended after saying ${lines.join()}.`);
}
