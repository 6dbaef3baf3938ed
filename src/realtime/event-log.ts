import type { Database, Writes } from "../db/database.ts";
import { appendEvents } from "./event-store.ts";
import type { NewEvent } from "./events.ts";

/** Notes a change inside a transaction; it gets its number when the transaction's work is done. */
export type RecordEvent = (event: NewEvent) => void;

/** The hub's change log: whoever changes something the outside may want to know writes through here. */
export class EventLog {
  readonly #database: Database;
  readonly #listeners = new Set<(events: readonly NewEvent[]) => void>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Runs `work` in one transaction, appends what it recorded as the last statements, commits, and wakes listeners.
   * `work` may run again after a deadlock, so it must have no effect outside the database.
   */
  async write<T>(work: (trx: Writes, record: RecordEvent) => Promise<T>): Promise<T> {
    let recorded: readonly NewEvent[] = [];
    const result = await this.#database.write(async (trx) => {
      const events: NewEvent[] = [];
      const done = await work(trx, (event) => events.push(event));
      await appendEvents(trx, events, new Date());
      recorded = events;
      return done;
    });
    if (recorded.length > 0) for (const listener of this.#listeners) listener(recorded);
    return result;
  }

  /** Calls `listener` with what each commit in this process appended, after it. Must not throw. Returns how to stop it. */
  onAppend(listener: (events: readonly NewEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
