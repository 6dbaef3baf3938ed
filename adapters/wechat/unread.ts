import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SessionLog } from "switchboard/adapter";

/**
 * Messages that were announced and are not stored so far, with when each was first asked for. In a file, because it is
 * needed most when the hub's database is away.
 */
export class Unread {
  readonly #path: string;
  readonly #log: SessionLog;
  readonly #since = new Map<string, number>();
  #saved = "[]";

  constructor(directory: string, log: SessionLog) {
    this.#path = join(directory, "unread.json");
    this.#log = log;
  }

  get size(): number {
    return this.#since.size;
  }

  sinceOf(id: string): number | undefined {
    return this.#since.get(id);
  }

  add(id: string, since: number): void {
    this.#since.set(id, this.#since.get(id) ?? since);
  }

  delete(id: string): void {
    this.#since.delete(id);
  }

  /** What was left over when the last session ended. */
  async load(): Promise<readonly string[]> {
    try {
      this.#saved = await readFile(this.#path, "utf8");
      for (const [id, since] of JSON.parse(this.#saved) as readonly (readonly [string, number])[]) {
        this.#since.set(id, since);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        this.#log.warn({ error }, "The list of messages that were left over can't be read.");
      }
    }
    return [...this.#since.keys()];
  }

  /** Only when it changed. Never rejects: a disk that is full must not stop messages. */
  async save(): Promise<void> {
    const text = JSON.stringify([...this.#since]);
    if (text === this.#saved) return;
    try {
      await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
      await rename(`${this.#path}.new`, this.#path);
      this.#saved = text;
    } catch (error) {
      this.#log.warn({ error }, "The list of messages that are left over can't be written.");
    }
  }
}
