import { setTimeout as realTime } from "node:timers/promises";
import type { Clock } from "switchboard/adapter";

export interface Patience {
  readonly clock: Clock;
  /** How long, by the hub's clock. */
  readonly ms: number;
  /** Real time that is given in any case: a clock that is set, or hurried by a test, doesn't make a browser faster. */
  readonly leastMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** What `work` resolves with; "late" when it takes too long or `signal` aborts. Whatever it does later is ignored. */
export async function within<T>(work: Promise<T>, patience: Patience): Promise<T | "late"> {
  const over = new AbortController();
  const { signal } = patience;
  const end = (): void => over.abort();
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted === true) end();
  try {
    return await Promise.race([work, elapsed(patience, over.signal)]);
  } finally {
    signal?.removeEventListener("abort", end);
    over.abort();
    // The loser of the race: nobody waits for it any longer.
    work.catch(() => undefined);
  }
}

async function elapsed({ clock, ms, leastMs }: Patience, over: AbortSignal): Promise<"late"> {
  const from = performance.now();
  try {
    await clock.sleep(ms, over);
    const left = leastMs - (performance.now() - from);
    if (left > 0) await realTime(left, undefined, { signal: over });
  } catch (error) {
    if (!over.aborted) throw error;
  }
  return "late";
}
