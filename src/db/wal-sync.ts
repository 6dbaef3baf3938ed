import { close, fdatasync, fsync, open } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

const file = {
  open: promisify(open),
  close: promisify(close),
  sync: promisify(fsync),
  dataSync: promisify(fdatasync),
};

/**
 * Brings SQLite's write-ahead log to the disk. With `synchronous = FULL` SQLite does so itself in each commit, and the
 * whole process waits; here it happens beside the event loop, and one sync serves all commits made before it began.
 */
export class WalSync {
  readonly #path: string;
  #descriptor: Promise<number> | undefined;
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #running = false;

  /** @param database The database file; its log lies beside it. */
  constructor(database: string) {
    this.#path = `${database}-wal`;
  }

  /** Resolves when everything that is committed by now survives a power cut. */
  durable(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async close(): Promise<void> {
    if (this.#descriptor === undefined) return;
    await file.close(await this.#descriptor);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const served = this.#waiting;
      this.#waiting = [];
      try {
        this.#descriptor ??= this.#open();
        await file.dataSync(await this.#descriptor);
        for (const { resolve } of served) resolve();
      } catch (error) {
        this.#descriptor = undefined;
        const cause = error instanceof Error ? error : new Error(String(error));
        for (const { reject } of served) reject(cause);
      }
    }
    this.#running = false;
  }

  /** The log is one file for as long as the database is open. That it is there at all has to be on the disk too. */
  async #open(): Promise<number> {
    const directory = await file.open(dirname(this.#path), "r");
    try {
      await file.sync(directory);
    } finally {
      await file.close(directory);
    }
    return await file.open(this.#path, "r+");
  }
}
