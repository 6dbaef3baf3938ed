import type { Logger } from "pino";
import type { Clock } from "../adapter/index.ts";

const hourMs = 60 * 60_000;

/** What has to be tidied now and then: uploads that were never sent, drafts of a crash, files of deleted channels. */
export class MediaUpkeep {
  readonly #sweeps: readonly (() => Promise<void>)[];
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stopped = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly sweeps: readonly (() => Promise<void>)[];
    readonly clock: Clock;
    readonly log: Logger;
  }) {
    this.#sweeps = parts.sweeps;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  start(): void {
    this.#loop = this.#repeat();
  }

  async stop(): Promise<void> {
    this.#stopped.abort(new Error("The hub is stopping."));
    await this.#loop;
  }

  /** At once, then every hour. A sweep that fails is tried again with the next. */
  async #repeat(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      for (const sweep of this.#sweeps) {
        await sweep().catch((error: unknown) => {
          this.#log.error({ err: error }, "files could not be tidied up");
        });
      }
      await this.#clock.sleep(hourMs, signal).catch(() => undefined);
    }
  }
}
