import { readdir, readFile } from "node:fs/promises";

/** A process of this machine. A number alone is soon another's: only with its start is it the same one. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** In ticks since the machine started. */
  readonly startedAt: string;
}

/** All processes that can be seen; none where there is no /proc (https://man7.org/linux/man-pages/man5/proc.5.html). */
export async function listProcesses(): Promise<readonly ProcessEntry[]> {
  const entries = await Promise.all((await processNumbers()).map((pid) => readProcess(pid)));
  return entries.filter((entry) => entry !== undefined);
}

/** Undefined when there is no such process, or only what its parent has yet to take note of. */
export async function readProcess(pid: number): Promise<ProcessEntry | undefined> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is a name in parentheses, which may hold anything.
  const [state, parent, group, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const startedAt = rest[16];
  if (startedAt === undefined || state === "Z" || state === "X") return undefined;
  return { pid, parent: Number(parent), group: Number(group), startedAt };
}

/** Of those whose environment can be read: the value that each has under `name`. */
export async function environmentValues(name: string): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  await Promise.all(
    (await processNumbers()).map(async (pid) => {
      const environment = (await readIfThere(`/proc/${pid}/environ`))?.split("\0");
      const value = environment?.find((one) => one.startsWith(`${name}=`));
      if (value !== undefined) found.set(pid, value.slice(name.length + 1));
    }),
  );
  return found;
}

/** `roots` and all that they started, and what those started. */
export function withDescendants(
  all: readonly ProcessEntry[],
  roots: ReadonlySet<number>,
): readonly ProcessEntry[] {
  const found = new Set(roots);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { pid, parent, group } of all) {
      if (found.has(parent) || found.has(group)) found.add(pid);
    }
  }
  return all.filter(({ pid }) => found.has(pid));
}

/** What processes hold in memory together, in bytes; each its share of what several share. */
export async function memoryOf(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(
    pids.map(async (pid) => {
      const text =
        (await readIfThere(`/proc/${pid}/smaps_rollup`)) ??
        (await readIfThere(`/proc/${pid}/status`));
      const kilobytes = /^(?:Pss|VmRSS):\s+(\d+) kB/m.exec(text ?? "")?.[1];
      return Number(kilobytes ?? 0) * 1024;
    }),
  );
  return each.reduce((sum, one) => sum + one, 0);
}

async function processNumbers(): Promise<readonly number[]> {
  try {
    return (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    // Not Linux: what is known of processes is what was started from here.
    return [];
  }
}

/** Processes end at any moment, and those of others can't be looked into. */
async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "latin1");
  } catch {
    return undefined;
  }
}
