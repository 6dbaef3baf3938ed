import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** How much anybody may do in a minute; in memory only, so that no address is ever stored. */
export class Pace {
  readonly #limiter: RateLimiterMemory;

  constructor(perMinute: number) {
    this.#limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  }

  /** Counts one more. Resolves with the seconds to wait when that is too much. */
  async exceeded(key: string): Promise<number | undefined> {
    try {
      await this.#limiter.consume(key);
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  }
}
