import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** How much anybody may do in a time; in memory only, so that no address is ever stored. */
export class Pace {
  readonly #limiter: RateLimiterMemory;

  constructor(points: number, seconds = 60) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds });
  }

  /** Counts `points` more. Resolves with the seconds to wait when that is too much. */
  async exceeded(key: string, points: number): Promise<number | undefined> {
    try {
      await this.#limiter.consume(key, points);
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  }
}
