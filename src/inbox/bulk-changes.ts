import { uuidv7 } from "uuidv7";
import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { BulkChangesTable } from "../db/schema/bulk-changes.ts";
import type { BulkItemsTable } from "../db/schema/bulk-items.ts";
import type { InboxActor } from "./author.ts";
import type { BulkChange, BulkFailure, BulkOrder, BulkState } from "./bulk-change.ts";
import {
  deleteBulksBefore,
  findBulk,
  insertBulk,
  isUndone,
  itemCounts,
  itemsOf,
  lockBulk,
  runningOf,
  updateBulk,
} from "./bulk-store.ts";
import { conversationsById } from "./conversation-list-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { once, rememberAnswer, repeatableBy } from "./idempotency.ts";
import type { IsAgent } from "./mentions.ts";

const mostRunning = 10;
const keptMs = 7 * 24 * 60 * 60_000;

/** Changes to many conversations: each is a job that goes on by itself, whatever becomes of the page that asked for it. */
export class BulkChanges {
  readonly #database: Database;
  readonly #isAgent: IsAgent;
  readonly #clock: Pick<Clock, "now">;
  readonly #listeners = new Set<(id: string) => void>();

  constructor(dependencies: {
    readonly database: Database;
    readonly isAgent: IsAgent;
    readonly clock: Pick<Clock, "now">;
  }) {
    this.#database = dependencies.database;
    this.#isAgent = dependencies.isAgent;
    this.#clock = dependencies.clock;
  }

  /**
   * Makes the job. Resolves with that of the first time, when the idempotency key is known.
   * @throws InboxError `invalid`; `conflict` when too many are running.
   */
  async start(
    actor: InboxActor,
    wanted: {
      readonly conversationIds: readonly string[];
      readonly order: BulkOrder;
      readonly idempotencyKey?: string | undefined;
    },
  ): Promise<BulkChange> {
    const { idempotencyKey, ...request } = wanted;
    const { order } = request;
    const repeatable = repeatableBy(actor, idempotencyKey, { bulk: request });
    const id = await once(this.#database, repeatable, async () => {
      await this.#check(order);
      const bulk = this.#rowOf(actor, order, null);
      const ids = [...new Set(request.conversationIds)];
      const items = ids.map((one, position) => itemOf(bulk.id, position, one));
      await this.#mustHaveRoom(actor);
      await this.#database.write(async (trx) => {
        await insertBulk(trx, bulk, items);
        await rememberAnswer(trx, repeatable, bulk.id, bulk.created_at);
      });
      this.#tell(bulk.id);
      return bulk.id;
    });
    return await this.get(actor, id);
  }

  /** One's own. @throws InboxError `not-found`. */
  async get(actor: InboxActor, id: string): Promise<BulkChange> {
    const row = await findBulk(this.#database.queries, id);
    if (row?.actor_key !== actor.key) throw notFound("bulk change");
    return await this.#shown(row);
  }

  /** What has been done stays; the rest is left as it is. @throws InboxError `not-found`. */
  async cancel(actor: InboxActor, id: string): Promise<BulkChange> {
    await this.#database.write(async (trx) => {
      const row = await lockBulk(trx, id);
      if (row?.actor_key !== actor.key) throw notFound("bulk change");
      if (row.state !== "running") return;
      await updateBulk(trx, id, { state: "cancelled", finished_at: this.#now() });
    });
    return await this.get(actor, id);
  }

  /**
   * Makes the job that takes another one back, wherever nothing else has happened since.
   * @throws InboxError `not-found`; `conflict` while it runs, and when it was undone or changed nothing.
   */
  async undo(actor: InboxActor, id: string): Promise<BulkChange> {
    await this.#mustHaveRoom(actor);
    const undoing = await this.#database.write(async (trx) => {
      const row = await lockBulk(trx, id);
      if (row?.actor_key !== actor.key) throw notFound("bulk change");
      const changed = await itemsOf(trx, id, "changed");
      const isOver = row.state !== "running" && row.undoes === null && changed.length > 0;
      if (!isOver || (await isUndone(trx, id))) {
        throw new InboxError("conflict", "There is nothing that could be undone.");
      }
      const bulk = this.#rowOf(actor, {}, id);
      const items = changed.map(({ conversation_id: one, was, version }, position) => ({
        ...itemOf(bulk.id, position, one),
        was,
        version,
      }));
      await insertBulk(trx, bulk, items);
      return bulk.id;
    });
    this.#tell(undoing);
    return await this.get(actor, undoing);
  }

  /** Calls `listener` with each one that was made in this process. Must not throw. */
  onStart(listener: (id: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Forgets those that were over a week ago. */
  async sweep(): Promise<void> {
    await this.#database.write((trx) => deleteBulksBefore(trx, this.#now() - keptMs));
  }

  async #check(order: BulkOrder): Promise<void> {
    const { assigneeId, snoozedUntil, status } = order;
    if (Object.values(order).every((value) => value === undefined)) {
      throw new InboxError("invalid", "change: there is nothing to do.");
    }
    if (typeof assigneeId === "string" && !(await this.#isAgent(assigneeId))) {
      throw new InboxError("invalid", "change.assigneeId: there is no such agent.");
    }
    if (snoozedUntil === undefined) return;
    if (status !== "snoozed") {
      throw new InboxError("invalid", 'change.snoozedUntil: goes with the status "snoozed" only.');
    }
    if (snoozedUntil !== null && Date.parse(snoozedUntil) <= this.#now()) {
      throw new InboxError("invalid", "change.snoozedUntil: must be in the future.");
    }
  }

  async #mustHaveRoom(actor: InboxActor): Promise<void> {
    if ((await runningOf(this.#database.queries, actor.key)) < mostRunning) return;
    throw new InboxError("conflict", `At most ${mostRunning} bulk changes run at a time.`);
  }

  async #shown(row: BulkChangesTable): Promise<BulkChange> {
    const { queries } = this.#database;
    const counts = await itemCounts(queries, row.id);
    const failed = await itemsOf(queries, row.id, "failed");
    const conversations = await conversationsById(
      queries,
      failed.map((item) => item.conversation_id),
    );
    const titles = new Map(conversations.map(({ id, title }) => [id, title]));
    const changed = counts.get("changed") ?? 0;
    const mayUndo = row.state !== "running" && row.undoes === null && changed > 0;
    return {
      id: row.id,
      state: row.state as BulkState,
      order: JSON.parse(row.wanted) as BulkOrder,
      undoes: row.undoes,
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      changed,
      unchanged: counts.get("unchanged") ?? 0,
      failures: failed.map(({ conversation_id: conversationId, code }) => ({
        conversationId,
        title: titles.get(conversationId) ?? "",
        code: code as BulkFailure,
      })),
      canUndo: mayUndo && !(await isUndone(queries, row.id)),
      createdAt: new Date(row.created_at),
      finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
    };
  }

  #rowOf(actor: InboxActor, order: BulkOrder, undoes: string | null): BulkChangesTable {
    const now = this.#now();
    return {
      id: uuidv7(),
      actor_key: actor.key,
      agent_id: actor.agentId,
      actor_name: actor.name,
      wanted: JSON.stringify(order),
      undoes,
      state: "running",
      created_at: now,
      touched_at: now,
      finished_at: null,
    };
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

function itemOf(bulkId: string, position: number, conversationId: string): BulkItemsTable {
  return {
    bulk_id: bulkId,
    position,
    conversation_id: conversationId,
    state: "waiting",
    code: null,
    was: null,
    version: null,
  };
}
