import { randomBytes } from "node:crypto";
import { readlink } from "node:fs/promises";
import { setTimeout as passes } from "node:timers/promises";
import {
  environmentValues,
  listProcesses,
  type ProcessEntry,
  readProcess,
  withDescendants,
} from "./process-table.ts";

/**
 * The environment variable that every process of a session inherits, also a browser that leads a group of its own and
 * whose parent is gone. It says whose the session is: that is how only what is ours is ever ended.
 */
export const markName = "SWITCHBOARD_SESSION_MARK";

/** How long what was killed may take to be gone. */
const goneWithinMs = 5_000;

/** A mark that no other session has or had: the hub's process, when that began, and a number. */
export async function newMark(): Promise<string> {
  const hub = await readProcess(process.pid);
  const parts = [await namespace(), process.pid, hub?.startedAt ?? "0"];
  return [...parts, randomBytes(16).toString("hex")].join(".");
}

/**
 * Ends everything that has the mark, whatever that started, and their process groups; `except` a process that asks for
 * it. Resolves with how many there were, when none is left.
 */
export async function endMarked(mark: string, except?: number): Promise<number> {
  return await endWhere((value) => value === mark, except);
}

/** Ends what sessions of hubs that are gone have left on this machine. */
export async function endOrphans(): Promise<number> {
  const here = await namespace();
  const marks = new Set((await environmentValues(markName)).values());
  const orphaned = new Set<string>();
  for (const mark of marks) {
    const [there, pid, startedAt] = mark.split(".");
    // Numbers of another namespace mean other processes.
    if (there !== here || pid === undefined) continue;
    if ((await readProcess(Number(pid)))?.startedAt !== startedAt) orphaned.add(mark);
  }
  return orphaned.size === 0 ? 0 : await endWhere((mark) => orphaned.has(mark));
}

/** The processes that have the mark, and all that they started. */
export async function processesOf(mark: string): Promise<readonly ProcessEntry[]> {
  return await processesWhere((value) => value === mark);
}

async function processesWhere(
  isMeant: (mark: string) => boolean,
): Promise<readonly ProcessEntry[]> {
  const marks = await environmentValues(markName);
  const roots = new Set([...marks].filter(([, mark]) => isMeant(mark)).map(([pid]) => pid));
  return roots.size === 0 ? [] : withDescendants(await listProcesses(), roots);
}

/** Looks again until none is left: one may have started another meanwhile. */
async function endWhere(isMeant: (mark: string) => boolean, except?: number): Promise<number> {
  const ended = new Set<number>();
  const giveUpAt = performance.now() + goneWithinMs;
  for (;;) {
    const left = (await processesWhere(isMeant)).filter(({ pid }) => pid !== except);
    if (left.length === 0 || performance.now() > giveUpAt) return ended.size;
    for (const entry of left) {
      ended.add(entry.pid);
      await kill(entry);
    }
    await passes(10);
  }
}

async function kill({ pid, startedAt }: ProcessEntry): Promise<void> {
  if ((await readProcess(pid))?.startedAt !== startedAt) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // Gone by itself meanwhile.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function namespace(): Promise<string> {
  try {
    return (await readlink("/proc/self/ns/pid")).replaceAll(/\D/g, "");
  } catch {
    return "0";
  }
}
