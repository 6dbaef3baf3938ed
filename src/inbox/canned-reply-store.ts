import type { Updateable } from "kysely";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { CannedRepliesTable } from "../db/schema/canned-replies.ts";

/** Those of these owners, by short code. */
export async function cannedRepliesOf(
  db: Queries,
  ownerIds: readonly string[],
): Promise<readonly CannedRepliesTable[]> {
  return await db
    .selectFrom("canned_replies")
    .selectAll()
    .where("owner_id", "in", [...ownerIds])
    .orderBy("short_code")
    .orderBy("owner_id")
    .execute();
}

/** Locked until the commit. */
export async function lockCannedReply(
  trx: Writes,
  id: string,
): Promise<CannedRepliesTable | undefined> {
  const query = trx.selectFrom("canned_replies").selectAll().where("id", "=", id);
  return await (isMysql(trx) ? query.forUpdate() : query).executeTakeFirst();
}

export async function insertCannedReply(trx: Writes, row: CannedRepliesTable): Promise<void> {
  await trx.insertInto("canned_replies").values(row).execute();
}

export async function updateCannedReply(
  trx: Writes,
  id: string,
  change: Updateable<CannedRepliesTable>,
): Promise<void> {
  await trx.updateTable("canned_replies").set(change).where("id", "=", id).execute();
}

export async function deleteCannedReply(trx: Writes, id: string): Promise<void> {
  await trx.deleteFrom("canned_replies").where("id", "=", id).execute();
}
