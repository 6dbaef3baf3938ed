import type { Clock } from "../../src/adapter/index.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that stands still until a test moves it on. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 5, 9);
  readonly #sleepers = new Set<Sleeper>();

  now(): Date {
    return new Date(this.#now);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      // Whoever computed it may have found that its time came while it looked: nobody will move the time on for that.
      if (ms <= 0) {
        setImmediate(resolve);
        return;
      }
      const sleeper = {
        at: this.#now + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener("abort", giveUp);
          resolve();
        },
      };
      const giveUp = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** Moves on, waking sleepers in their order, and lets what each woke run before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = [...this.#sleepers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#now = end;
    await settle();
  }

  /** When the next sleeper wants to be woken, in ms from now. */
  nextIn(): number | undefined {
    const next = Math.min(...[...this.#sleepers].map(({ at }) => at));
    return Number.isFinite(next) ? next - this.#now : undefined;
  }
}

/** Lets whatever is ready, short database work included, run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
