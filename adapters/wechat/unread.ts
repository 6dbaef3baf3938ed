import { join } from "node:path";
import type { SessionLog } from "switchboard/adapter";
import { KeptFile } from "./kept-file.ts";

type Since = readonly [id: string, since: number];

/**
 * Messages that were announced and are not stored so far, with when each was first asked for. In a file, because it is
 * needed most when the hub's database is away.
 */
export class Unread {
  readonly #file: KeptFile<readonly Since[]>;
  readonly #since = new Map<string, number>();

  constructor(directory: string, log: SessionLog) {
    const path = join(directory, "unread.json");
    this.#file = new KeptFile(path, "Messages that were left over", log);
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
    for (const [id, since] of (await this.#file.load()) ?? []) this.#since.set(id, since);
    return [...this.#since.keys()];
  }

  /** Never rejects. */
  async save(): Promise<void> {
    await this.#file.save([...this.#since]);
  }
}
