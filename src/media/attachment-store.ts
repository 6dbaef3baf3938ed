import type { Updateable } from "kysely";
import type { Queries, Writes } from "../db/database.ts";
import type { AttachmentsTable } from "../db/schema/attachments.ts";

export async function findAttachment(
  db: Queries,
  id: string,
): Promise<AttachmentsTable | undefined> {
  return await db.selectFrom("attachments").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Files of these channels that are to be fetched by now, the longest due first. */
export async function dueAttachments(
  db: Queries,
  channelIds: readonly string[],
  now: number,
  limit: number,
): Promise<readonly AttachmentsTable[]> {
  if (channelIds.length === 0) return [];
  return await db
    .selectFrom("attachments")
    .selectAll()
    .where("state", "=", "pending")
    .where("due_at", "<=", now)
    .where("channel_id", "in", [...channelIds])
    .orderBy("due_at")
    .limit(limit)
    .execute();
}

/** Files that nobody will fetch any more, because their channel is gone. */
export async function ownerlessAttachments(
  db: Queries,
  limit: number,
): Promise<readonly AttachmentsTable[]> {
  return await db
    .selectFrom("attachments")
    .innerJoin("channels", "channels.id", "attachments.channel_id")
    .selectAll("attachments")
    .where("attachments.state", "=", "pending")
    .where("channels.deleted_at", "is not", null)
    .limit(limit)
    .execute();
}

export async function insertAttachment(db: Queries, row: AttachmentsTable): Promise<void> {
  await db.insertInto("attachments").values(row).execute();
}

/** Changes one that is still pending; false when somebody else settled it, or it is gone. */
export async function settleAttachment(
  db: Queries,
  id: string,
  change: Updateable<AttachmentsTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("attachments")
    .set(change)
    .where("id", "=", id)
    .where("state", "=", "pending")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Uploads from before `before` that never became part of a message. */
export async function orphanedUploads(
  db: Queries,
  before: number,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("attachments")
    .select("id")
    .where("message_id", "is", null)
    .where("created_at", "<", before)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Deletes an upload unless it became part of a message meanwhile; false when it did. */
export async function deleteOrphan(trx: Writes, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("attachments")
    .where("id", "=", id)
    .where("message_id", "is", null)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
