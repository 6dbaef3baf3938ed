import type { Updateable } from "kysely";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import { insertRows } from "../db/insert-rows.ts";
import type { BulkChangesTable } from "../db/schema/bulk-changes.ts";
import type { BulkItemsTable } from "../db/schema/bulk-items.ts";

export async function insertBulk(
  trx: Writes,
  bulk: BulkChangesTable,
  items: readonly BulkItemsTable[],
): Promise<void> {
  await insertRows(trx, "bulk_changes", [bulk]);
  await insertRows(trx, "bulk_items", items);
}

export async function findBulk(db: Queries, id: string): Promise<BulkChangesTable | undefined> {
  return await db.selectFrom("bulk_changes").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Until the commit: one step at a time, whoever makes it. */
export async function lockBulk(trx: Writes, id: string): Promise<BulkChangesTable | undefined> {
  const query = trx.selectFrom("bulk_changes").selectAll().where("id", "=", id);
  return await (isMysql(trx) ? query.forUpdate() : query).executeTakeFirst();
}

export async function updateBulk(
  trx: Writes,
  id: string,
  change: Updateable<BulkChangesTable>,
): Promise<void> {
  await trx.updateTable("bulk_changes").set(change).where("id", "=", id).execute();
}

/** Running ones that nobody has worked on since a time. */
export async function restingBulks(db: Queries, since: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("bulk_changes")
    .select("id")
    .where("state", "=", "running")
    .where("touched_at", "<=", since)
    .execute();
  return rows.map(({ id }) => id);
}

export async function runningOf(db: Queries, actorKey: string): Promise<number> {
  const rows = await db
    .selectFrom("bulk_changes")
    .select("id")
    .where("state", "=", "running")
    .where("actor_key", "=", actorKey)
    .execute();
  return rows.length;
}

export async function isUndone(db: Queries, id: string): Promise<boolean> {
  const row = await db
    .selectFrom("bulk_changes")
    .select("id")
    .where("undoes", "=", id)
    .executeTakeFirst();
  return row !== undefined;
}

export async function nextItem(trx: Writes, bulkId: string): Promise<BulkItemsTable | undefined> {
  return await trx
    .selectFrom("bulk_items")
    .selectAll()
    .where("bulk_id", "=", bulkId)
    .where("state", "=", "waiting")
    .orderBy("position")
    .limit(1)
    .executeTakeFirst();
}

export async function updateItem(
  trx: Writes,
  { bulk_id, position }: BulkItemsTable,
  change: Updateable<BulkItemsTable>,
): Promise<void> {
  await trx
    .updateTable("bulk_items")
    .set(change)
    .where("bulk_id", "=", bulk_id)
    .where("position", "=", position)
    .execute();
}

/** In their order. */
export async function itemsOf(
  db: Queries,
  bulkId: string,
  state: string,
): Promise<readonly BulkItemsTable[]> {
  return await db
    .selectFrom("bulk_items")
    .selectAll()
    .where("bulk_id", "=", bulkId)
    .where("state", "=", state)
    .orderBy("position")
    .execute();
}

/** How many of its items are in which state. */
export async function itemCounts(
  db: Queries,
  bulkId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("bulk_items")
    .select(["state", ({ fn }) => fn.countAll<number | string>().as("count")])
    .where("bulk_id", "=", bulkId)
    .groupBy("state")
    .execute();
  return new Map(rows.map(({ state, count }) => [state, Number(count)]));
}

export async function deleteBulksBefore(trx: Writes, time: number): Promise<void> {
  const old = trx.selectFrom("bulk_changes").select("id").where("finished_at", "<", time);
  await trx.deleteFrom("bulk_items").where("bulk_id", "in", old).execute();
  await trx.deleteFrom("bulk_changes").where("finished_at", "<", time).execute();
}
