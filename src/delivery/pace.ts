/** How fast a channel may be written to. Time is in milliseconds, handed in, so that tests need no waiting. */
export class Pace {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;
  #slowUntil = 0;

  /** At most `perSecond` on average, and a second's worth at once. */
  constructor(perSecond: number, now: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = Math.max(1, perSecond);
    this.#tokens = this.#burst;
    this.#filledAt = now;
  }

  /** Takes one token; false when there is none yet. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** How long until the next token. */
  waitMs(now: number): number {
    this.#fill(now);
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / this.#rate(now));
  }

  /** The platform complained: half as fast for a minute. */
  slowDown(now: number): void {
    this.#fill(now);
    this.#slowUntil = now + 60_000;
    this.#tokens = Math.min(this.#tokens, 1);
  }

  #rate(now: number): number {
    return now < this.#slowUntil ? this.#perMs / 2 : this.#perMs;
  }

  #fill(now: number): void {
    const gained = Math.max(0, now - this.#filledAt) * this.#rate(now);
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#filledAt = now;
  }
}
