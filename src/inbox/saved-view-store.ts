import type { Updateable } from "kysely";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { SavedViewsTable } from "../db/schema/saved-views.ts";

/** An agent's own and the shared ones, in their order. */
export async function viewsFor(db: Queries, agentId: string): Promise<readonly SavedViewsTable[]> {
  return await db
    .selectFrom("saved_views")
    .selectAll()
    .where((eb) => eb.or([eb("owner_id", "=", agentId), eb("is_shared", "=", 1)]))
    .orderBy("is_shared")
    .orderBy("position")
    .orderBy("id")
    .execute();
}

/** All there are, until the commit, in their order: their number is bounded, and their places depend on each other. */
export async function lockViews(trx: Writes): Promise<readonly SavedViewsTable[]> {
  const query = trx.selectFrom("saved_views").selectAll().orderBy("position").orderBy("id");
  return await (isMysql(trx) ? query.forUpdate() : query).execute();
}

export async function insertView(trx: Writes, row: SavedViewsTable): Promise<void> {
  await trx.insertInto("saved_views").values(row).execute();
}

export async function updateView(
  trx: Writes,
  id: string,
  change: Updateable<SavedViewsTable>,
): Promise<void> {
  await trx.updateTable("saved_views").set(change).where("id", "=", id).execute();
}

export async function deleteView(trx: Writes, id: string): Promise<void> {
  await trx.deleteFrom("saved_views").where("id", "=", id).execute();
}
