import type { Clock } from "switchboard/adapter";
import { within } from "./deadline.ts";

/**
 * Lets messages out one by one, with a pause between them that is never quite the same: nobody types ten messages a
 * second, and accounts that do are banned.
 */
export class Lane {
  readonly #clock: Clock;
  readonly #pauseMs: number;
  readonly #random: () => number;
  #last: Promise<void> = Promise.resolve();
  #freeAt = 0;

  constructor(clock: Clock, pauseMs: number, random: () => number = Math.random) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
    this.#random = random;
  }

  /** Resolves when it is our turn, with what ends it; undefined when `signal` aborted first. */
  async enter(signal: AbortSignal): Promise<(() => void) | undefined> {
    const before = this.#last;
    let leave = (): void => undefined;
    this.#last = new Promise((resolve) => {
      leave = () => {
        this.#freeAt = this.#clock.now().getTime() + this.#pauseMs * (0.5 + this.#random());
        resolve();
      };
    });
    const week = 7 * 24 * 60 * 60_000;
    const turn = await within(
      before.then(() => "turn" as const),
      {
        clock: this.#clock,
        ms: week,
        leastMs: week,
        signal,
      },
    );
    const waitMs = this.#freeAt - this.#clock.now().getTime();
    try {
      if (turn === "turn" && waitMs > 0)
        await this.#clock.sleep(Math.min(waitMs, 2 * this.#pauseMs), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (turn === "turn" && !signal.aborted) return leave;
    // Whoever waits behind us waits for the one before us.
    void before.then(leave);
    return undefined;
  }
}
