const firstMs = 1_000;
const longestMs = 5 * 60_000;

/** 1 s · 2ⁿ up to 5 min, each between half and the whole of it, so that many channels don't come back at one moment. */
export class BackOff {
  #failures = 0;
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** How long to wait after one more failure (ms). */
  next(): number {
    const whole = Math.min(longestMs, firstMs * 2 ** this.#failures);
    this.#failures += 1;
    return whole * (0.5 + this.#random() / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}
