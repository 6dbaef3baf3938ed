/** Conditions that come true by what happens elsewhere. Looked at after every change, so nothing sleeps a fixed time. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  /** Something happened: whoever waits looks again. */
  happened(): void {
    for (const look of this.#waiting) look();
  }

  /**
   * Resolves as soon as `condition` holds. Also looks every 10 ms, for what the simulator changes without telling.
   * @throws Error after `timeoutMs`, saying what was waited for and `found`.
   */
  until(
    what: string,
    condition: () => boolean,
    timeoutMs: number,
    found?: () => string,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(deadline);
        clearInterval(tick);
        this.#waiting.delete(look);
      };
      const look = (): void => {
        try {
          if (!condition()) return;
          end();
          resolve();
        } catch (error) {
          end();
          reject(error);
        }
      };
      const deadline = setTimeout(() => {
        end();
        const instead = found === undefined ? "" : `; instead: ${found()}`;
        reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}${instead}`));
      }, timeoutMs);
      const tick = setInterval(look, 10);
      this.#waiting.add(look);
      look();
    });
  }
}
