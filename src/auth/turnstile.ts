/** Lets a few through at a time, a line of others wait, and turns the rest away. */
export class Turnstile {
  readonly #atATime: number;
  readonly #longestLine: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(atATime: number, longestLine: number) {
    this.#atATime = atATime;
    this.#longestLine = longestLine;
  }

  /** Undefined when the line is too long: then `work` was not begun. */
  async pass<T>(work: () => Promise<T>): Promise<{ readonly result: T } | undefined> {
    if (this.#inside >= this.#atATime) {
      if (this.#waiting.length >= this.#longestLine) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#inside += 1;
    }
    try {
      return { result: await work() };
    } finally {
      // The place is handed on, not given up: nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }
}
