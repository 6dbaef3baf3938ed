import type { Clock } from "../adapter/index.ts";

const windowMs = 10 * 60_000;
const tooMany = 5;

/** Counts a session's unexpected failures: 5 in 10 minutes are a session that has gone bad. */
export class FaultCounter {
  readonly #clock: Clock;
  #at: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True when this one is one too many; the count starts anew then. */
  count(): boolean {
    const now = this.#clock.now().getTime();
    this.#at = [...this.#at.filter((at) => now - at < windowMs), now];
    if (this.#at.length < tooMany) return false;
    this.#at = [];
    return true;
  }
}
