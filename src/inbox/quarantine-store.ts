import type { Queries, Writes } from "../db/database.ts";
import type { QuarantinedEventsTable } from "../db/schema/quarantined-events.ts";

export async function insertQuarantined(trx: Writes, row: QuarantinedEventsTable): Promise<void> {
  await trx.insertInto("quarantined_events").values(row).execute();
}

/** Of a channel, newest first, from before an id. */
export async function quarantinedEvents(
  db: Queries,
  channelId: string,
  before: string | undefined,
  limit: number,
): Promise<readonly QuarantinedEventsTable[]> {
  let query = db.selectFrom("quarantined_events").selectAll().where("channel_id", "=", channelId);
  if (before !== undefined) query = query.where("id", "<", before);
  return await query.orderBy("id", "desc").limit(limit).execute();
}

export async function findQuarantined(
  db: Queries,
  channelId: string,
  id: string,
): Promise<QuarantinedEventsTable | undefined> {
  return await db
    .selectFrom("quarantined_events")
    .selectAll()
    .where("id", "=", id)
    .where("channel_id", "=", channelId)
    .executeTakeFirst();
}

export async function deleteQuarantined(trx: Writes, id: string): Promise<void> {
  await trx.deleteFrom("quarantined_events").where("id", "=", id).execute();
}

export async function setQuarantineReason(trx: Writes, id: string, reason: string): Promise<void> {
  await trx.updateTable("quarantined_events").set({ reason }).where("id", "=", id).execute();
}
