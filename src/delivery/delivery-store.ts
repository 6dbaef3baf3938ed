import type { Updateable } from "kysely";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";

export async function insertDelivery(trx: Writes, row: DeliveriesTable): Promise<void> {
  await trx.insertInto("deliveries").values(row).execute();
}

/** The first of each lane (conversation) that is due; a lane with one under way has none. */
export async function dueDeliveries(
  db: Queries,
  channelIds: readonly string[],
  now: number,
  limit: number,
): Promise<readonly DeliveriesTable[]> {
  return await db
    .selectFrom("deliveries as due")
    .selectAll("due")
    .where("due.channel_id", "in", [...channelIds])
    .where("due.state", "=", "queued")
    .where("due.due_at", "<=", now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("deliveries as earlier")
            .select("earlier.id")
            .whereRef("earlier.conversation_id", "=", "due.conversation_id")
            .where("earlier.state", "in", ["queued", "sending"])
            .whereRef("earlier.lane_order", "<", "due.lane_order"),
        ),
      ),
    )
    .orderBy("due.due_at")
    .limit(limit)
    .execute();
}

/** When the next queued delivery of these channels is due. */
export async function nextDueAt(
  db: Queries,
  channelIds: readonly string[],
): Promise<number | undefined> {
  const row = await db
    .selectFrom("deliveries")
    .select("due_at")
    .where("channel_id", "in", [...channelIds])
    .where("state", "=", "queued")
    .orderBy("due_at")
    .limit(1)
    .executeTakeFirst();
  return row?.due_at;
}

/**
 * Takes a queued delivery under the channel's fencing token; false when somebody else has it, or the channel. From here
 * on a crash leaves it `sending`, which the next holder turns into `unknown`.
 */
export async function claimDelivery(
  trx: Writes,
  id: string,
  channelId: string,
  leaseToken: number,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("deliveries")
    .set((eb) => ({
      state: "sending",
      attempts: eb("attempts", "+", 1),
      lease_token: leaseToken,
      updated_at: now,
    }))
    .where("id", "=", id)
    .where("state", "=", "queued")
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("channels")
          .select("channels.id")
          .where("channels.id", "=", channelId)
          .where("channels.lease_token", "=", leaseToken),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A delivery, locked until the commit. */
export async function lockDelivery(trx: Writes, id: string): Promise<DeliveriesTable | undefined> {
  const query = trx.selectFrom("deliveries").selectAll().where("id", "=", id);
  return await (isMysql(trx) ? query.forUpdate() : query).executeTakeFirst();
}

export async function updateDelivery(
  trx: Writes,
  id: string,
  change: Updateable<DeliveriesTable>,
): Promise<void> {
  await trx.updateTable("deliveries").set(change).where("id", "=", id).execute();
}

/** What an earlier holder of these channels left under way when it died. */
export async function abandonedDeliveries(
  db: Queries,
  channelIds: readonly string[],
): Promise<readonly DeliveriesTable[]> {
  return await db
    .selectFrom("deliveries")
    .innerJoin("channels", "channels.id", "deliveries.channel_id")
    .selectAll("deliveries")
    .where("deliveries.channel_id", "in", [...channelIds])
    .where("deliveries.state", "=", "sending")
    .whereRef("deliveries.lease_token", "<>", "channels.lease_token")
    .execute();
}

/** Sends whose outcome is unknown and that the platform may still be asked about. */
export async function unprovenDeliveries(
  db: Queries,
  channelIds: readonly string[],
  now: number,
  limit: number,
): Promise<readonly DeliveriesTable[]> {
  return await db
    .selectFrom("deliveries")
    .selectAll()
    .where("channel_id", "in", [...channelIds])
    .where("state", "=", "unknown")
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .limit(limit)
    .execute();
}

/** The send of a message. */
export async function findSend(
  db: Queries,
  messageId: string,
): Promise<DeliveriesTable | undefined> {
  return await db
    .selectFrom("deliveries")
    .selectAll()
    .where("message_id", "=", messageId)
    .where("kind", "=", "send")
    .executeTakeFirst();
}

/** How many wait, per channel. */
export async function queueLengths(
  db: Queries,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (channelIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("deliveries")
    .select(({ fn }) => ["channel_id", fn.countAll<number>().as("waiting")])
    .where("channel_id", "in", [...channelIds])
    .where("state", "in", ["queued", "sending"])
    .groupBy("channel_id")
    .execute();
  return new Map(rows.map(({ channel_id: id, waiting }) => [id, Number(waiting)]));
}
