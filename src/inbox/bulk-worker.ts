import type { Logger } from "pino";
import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import { isConnectionLost } from "../db/errors.ts";
import type { BulkItemsTable } from "../db/schema/bulk-items.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { BulkChanges } from "./bulk-changes.ts";
import { findBulk, lockBulk, nextItem, restingBulks, updateBulk } from "./bulk-store.ts";
import { fail, stepOf } from "./bulk-step.ts";
import { InboxError } from "./errors.ts";

const lookEveryMs = 5_000;
/** Whoever has worked on one since then still does. */
const restMs = 15_000;

/**
 * Carries out bulk changes, a conversation at a time, each in a transaction with its outcome: none is done twice, and
 * what a stopped or killed process left is taken over by another one or by the next. Any number of processes may run one.
 */
export class BulkWorker {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #mayStillChange: (actorKey: string) => Promise<boolean>;
  readonly #stopped = new AbortController();
  readonly #under = new Set<string>();
  #nap = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly database: Database;
    readonly events: EventLog;
    readonly bulkChanges: Pick<BulkChanges, "onStart">;
    readonly clock: Clock;
    readonly log: Logger;
    /** Whether who asked for it, by their key, may change conversations now. */
    readonly mayStillChange: (actorKey: string) => Promise<boolean>;
  }) {
    this.#database = parts.database;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#mayStillChange = parts.mayStillChange;
    parts.bulkChanges.onStart((id) => {
      this.#under.add(id);
      this.#nap.abort();
    });
  }

  /** Goes on at once with what was left when everything stopped. */
  start(): void {
    this.#loop = this.#repeat();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#nap = new AbortController();
      const nap = AbortSignal.any([this.#nap.signal, signal]);
      await this.#workOff().catch((error: unknown) => {
        this.#log.error({ err: error }, "Bulk changes can't go on now; trying again");
      });
      await this.#clock.sleep(lookEveryMs, nap).catch(() => undefined);
    }
  }

  async #workOff(): Promise<void> {
    const rested = await restingBulks(this.#database.queries, this.#now() - restMs);
    for (const id of rested) this.#under.add(id);
    // In turns: a small one doesn't wait for a large one.
    while (this.#under.size > 0) {
      for (const id of this.#under) {
        if (this.#stopped.signal.aborted) return;
        if (!(await this.#step(id))) this.#under.delete(id);
      }
    }
  }

  /** Does one item. Resolves with whether there may be more. */
  async #step(id: string): Promise<boolean> {
    const bulk = await findBulk(this.#database.queries, id);
    if (bulk?.state !== "running") return false;
    const isAllowed = await this.#mayStillChange(bulk.actor_key);
    let tried: BulkItemsTable | undefined;
    try {
      return await this.#events.write(async (trx, record) => {
        const locked = await lockBulk(trx, id);
        if (locked?.state !== "running") return false;
        const now = this.#now();
        const item = await nextItem(trx, id);
        tried = item;
        if (item === undefined || !isAllowed) {
          const state = item === undefined ? "done" : "cancelled";
          await updateBulk(trx, id, { state, finished_at: now });
          return false;
        }
        await stepOf(trx, record, locked, item, now);
        await updateBulk(trx, id, { touched_at: now });
        return true;
      });
    } catch (error) {
      if (isConnectionLost(error)) throw error;
      if (tried === undefined) throw error;
      await this.#fail(tried, error);
      return true;
    }
  }

  /** What one conversation is refused is nothing to the others. */
  async #fail({ bulk_id: id, position }: BulkItemsTable, error: unknown): Promise<void> {
    const isRefusal = error instanceof InboxError;
    if (!isRefusal) {
      this.#log.error({ err: error, bulkId: id }, "A conversation of a bulk change failed");
    }
    await this.#database.write(async (trx) => {
      const locked = await lockBulk(trx, id);
      const item = await nextItem(trx, id);
      if (locked?.state !== "running" || item?.position !== position) return;
      await fail(trx, item, isRefusal ? "invalid" : "internal");
      await updateBulk(trx, id, { touched_at: this.#now() });
    });
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
