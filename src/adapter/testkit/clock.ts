import type { Clock } from "../index.ts";

/** Longest real time a sleep takes while hurried, in ms. */
const hurriedMs = 10;

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout;
}

/** Real time, until `hurry` lets every sleep end at once and moves `now` on as if it had been slept through. */
export class TestClock implements Clock {
  #aheadMs = 0;
  #hurried = false;
  readonly #sleepers = new Set<Sleeper>();

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const leave = (): void => {
        clearTimeout(sleeper.timer);
        this.#sleepers.delete(sleeper);
        signal.removeEventListener("abort", giveUp);
      };
      const giveUp = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      const wakeAt = this.now().getTime() + ms;
      const wake = (): void => {
        leave();
        this.#aheadMs += Math.max(0, wakeAt - this.now().getTime());
        resolve();
      };
      const sleeper: Sleeper = { wakeAt, wake, timer: setTimeout(wake, this.#realMs(ms)) };
      this.#sleepers.add(sleeper);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** Moves `now` on. Sleeps under way are not shortened. */
  skip(ms: number): void {
    this.#aheadMs += ms;
  }

  /** From now on every sleep, also one under way, ends within 10 ms. */
  hurry(): void {
    this.#hurried = true;
    for (const sleeper of this.#sleepers) {
      clearTimeout(sleeper.timer);
      sleeper.timer = setTimeout(sleeper.wake, this.#realMs(sleeper.wakeAt - this.now().getTime()));
    }
  }

  /** Sleeps take as long as they say again. */
  relax(): void {
    this.#hurried = false;
  }

  #realMs(ms: number): number {
    return Math.max(0, this.#hurried ? Math.min(ms, hurriedMs) : ms);
  }
}
