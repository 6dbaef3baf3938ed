import type { Database } from "../db/database.ts";
import type { EventLog } from "./event-log.ts";
import { eventsAfter, lastEventNumber } from "./event-store.ts";
import type { LoggedEvent } from "./events.ts";

/** Other processes' commits wake nobody here: with followers, the log is looked at this often. */
const pollMs = 250;
const pageSize = 500;

/** Gets each batch of new events, in order. Must not throw. */
export type Follower = (events: readonly LoggedEvent[]) => void;

/** Reads the change log for everybody in this process who follows it: once, however many they are. */
export class EventFeed {
  readonly #database: Database;
  readonly #log: EventLog;
  readonly #onError: (error: unknown) => void;
  readonly #followers = new Set<Follower>();
  #at = 0;
  #isReading = false;
  #readAgain = false;
  #started: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(database: Database, log: EventLog, onError: (error: unknown) => void) {
    this.#database = database;
    this.#log = log;
    this.#onError = onError;
  }

  /** Events after a number, oldest first. */
  after(number: number, limit: number): Promise<readonly LoggedEvent[]> {
    return eventsAfter(this.#database.queries, number, limit);
  }

  /** The number of the newest event. */
  last(): Promise<number> {
    return lastEventNumber(this.#database.queries);
  }

  /**
   * Calls `follower` with everything that is committed from now on; resolves, with the number it starts after, once
   * that is so. Whoever wants what came before asks `after` next, and leaves out what they get twice.
   */
  async follow(follower: Follower): Promise<{ readonly from: number; stop(): void }> {
    const started = (this.#started ??= this.#start());
    await started;
    // The last of the others left this moment, and the reading ended with them.
    if (this.#started !== started) return await this.follow(follower);
    this.#followers.add(follower);
    return { from: this.#at, stop: () => this.#leave(follower) };
  }

  /** Lets everybody go. */
  close(): void {
    for (const follower of this.#followers) this.#leave(follower);
  }

  async #start(): Promise<void> {
    try {
      this.#at = await this.last();
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
    this.#unsubscribe = this.#log.onAppend(() => this.#read());
    this.#timer = setInterval(() => this.#read(), pollMs);
  }

  #leave(follower: Follower): void {
    if (!this.#followers.delete(follower) || this.#followers.size > 0) return;
    this.#unsubscribe?.();
    clearInterval(this.#timer);
    this.#started = undefined;
  }

  #read(): void {
    this.#readAgain = true;
    if (!this.#isReading) void this.#readAll();
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    while (this.#readAgain && this.#followers.size > 0) {
      this.#readAgain = false;
      try {
        const from = this.#at;
        const events = await this.after(from, pageSize);
        // Everybody left during this look, and somebody came who starts after it.
        if (this.#at !== from) {
          this.#readAgain = true;
          continue;
        }
        const last = events.at(-1);
        if (last === undefined) continue;
        this.#at = last.number;
        if (events.length === pageSize) this.#readAgain = true;
        this.#handOut(events);
      } catch (error) {
        // The next poll tries again from the same number: nobody misses anything.
        this.#onError(error);
      }
    }
    this.#isReading = false;
  }

  /** What one of them does wrong is nothing to the others. */
  #handOut(events: readonly LoggedEvent[]): void {
    for (const follower of this.#followers) {
      try {
        follower(events);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
