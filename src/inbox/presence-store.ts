import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { PresenceTable } from "../db/schema/presence.ts";

/** Everybody who is anywhere: few enough to read them all. */
export async function presentAt(db: Queries, now: number): Promise<readonly PresenceTable[]> {
  return await db.selectFrom("presence").selectAll().where("expires_at", ">", now).execute();
}

/** In the place of where that window was before. */
export async function putPresence(trx: Writes, row: PresenceTable): Promise<void> {
  const { conversation_id, doing, expires_at } = row;
  const change = { conversation_id, doing, expires_at };
  const insert = trx.insertInto("presence").values(row);
  await (
    isMysql(trx)
      ? insert.onDuplicateKeyUpdate(change)
      : insert.onConflict((oc) => oc.columns(["agent_id", "window_id"]).doUpdateSet(change))
  ).execute();
}

export async function deletePresence(
  trx: Writes,
  agentId: string,
  windowId: string,
): Promise<void> {
  await trx
    .deleteFrom("presence")
    .where("agent_id", "=", agentId)
    .where("window_id", "=", windowId)
    .execute();
}

export async function deleteExpiredPresence(trx: Writes, now: number): Promise<void> {
  await trx.deleteFrom("presence").where("expires_at", "<=", now).execute();
}
