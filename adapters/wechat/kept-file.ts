import { readFile, rename, writeFile } from "node:fs/promises";
import type { SessionLog } from "switchboard/adapter";

/** A list or so that outlives the session, as JSON in the channel's own folder. No failure of the disk stops messages. */
export class KeptFile<T> {
  readonly #path: string;
  /** For the log, in the plural. */
  readonly #what: string;
  readonly #log: SessionLog;
  #saved: string | undefined;

  constructor(path: string, what: string, log: SessionLog) {
    this.#path = path;
    this.#what = what;
    this.#log = log;
  }

  /** Undefined when there is none, or none that can be read. Never rejects. */
  async load(): Promise<T | undefined> {
    try {
      const text = await readFile(this.#path, "utf8");
      const kept = JSON.parse(text) as T;
      this.#saved = text;
      return kept;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        this.#log.warn({ error }, `${this.#what} can't be read.`);
      }
      return undefined;
    }
  }

  /** Only when it changed. Never rejects. */
  async save(value: T): Promise<void> {
    const text = JSON.stringify(value);
    if (text === this.#saved) return;
    try {
      await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
      await rename(`${this.#path}.new`, this.#path);
      this.#saved = text;
    } catch (error) {
      this.#log.warn({ error }, `${this.#what} can't be written.`);
    }
  }
}
