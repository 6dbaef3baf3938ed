import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { ChannelCursorsTable } from "../db/schema/channel-cursors.ts";

/** How far a channel has been read. */
export async function readCursor(
  db: Queries,
  channelId: string,
  key: string,
): Promise<{ readonly value: string; readonly storedAt: Date } | undefined> {
  const row = await db
    .selectFrom("channel_cursors")
    .select(["value", "stored_at"])
    .where("channel_id", "=", channelId)
    .where("name", "=", key)
    .executeTakeFirst();
  return row && { value: row.value, storedAt: new Date(row.stored_at) };
}

/** In the transaction that stores the events before the cursor, never elsewhere. */
export async function saveCursor(trx: Writes, row: ChannelCursorsTable): Promise<void> {
  const insert = trx.insertInto("channel_cursors").values(row);
  const change = { value: row.value, stored_at: row.stored_at };
  await (
    isMysql(trx)
      ? insert.onDuplicateKeyUpdate(change)
      : insert.onConflict((oc) => oc.columns(["channel_id", "name"]).doUpdateSet(change))
  ).execute();
}
