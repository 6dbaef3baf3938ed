import { sql, type Updateable } from "kysely";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";

export async function insertDelivery(trx: Writes, row: DeliveriesTable): Promise<void> {
  await trx.insertInto("deliveries").values(row).execute();
}

/** The first of each lane (conversation) of a channel that is due; a lane with one under way has none. */
export async function dueDeliveries(
  db: Queries,
  channelId: string,
  now: number,
  limit: number,
  lanesToLeaveOut: readonly string[],
): Promise<readonly DeliveriesTable[]> {
  let query = db
    .selectFrom("deliveries as due")
    .selectAll("due")
    .where("due.channel_id", "=", channelId)
    .where("due.state", "=", "queued")
    .where("due.due_at", "<=", now);
  if (lanesToLeaveOut.length > 0) {
    query = query.where("due.conversation_id", "not in", [...lanesToLeaveOut]);
  }
  return await query
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("deliveries as earlier")
            .select("earlier.id")
            .whereRef("earlier.conversation_id", "=", "due.conversation_id")
            .where("earlier.state", "in", ["queued", "sending"])
            .where((before) =>
              before.or([
                before("earlier.lane_order", "<", before.ref("due.lane_order")),
                // Lanes that were merged may count alike.
                before.and([
                  before("earlier.lane_order", "=", before.ref("due.lane_order")),
                  before("earlier.id", "<", before.ref("due.id")),
                ]),
              ]),
            ),
        ),
      ),
    )
    .orderBy("due.due_at")
    .limit(limit)
    .execute();
}

/** When the next queued delivery is due, for each of these channels that has one. */
export async function nextDueAt(
  db: Queries,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("deliveries")
    .select(({ fn }) => ["channel_id", fn.min("due_at").as("due_at")])
    .where("channel_id", "in", [...channelIds])
    .where("state", "=", "queued")
    .groupBy("channel_id")
    .execute();
  return new Map(rows.map((row) => [row.channel_id, row.due_at]));
}

/** Makes due at once what waits because of one of these codes. */
export async function hastenDeliveries(
  db: Queries,
  channelIds: readonly string[],
  codes: readonly string[],
  now: number,
): Promise<void> {
  await db
    .updateTable("deliveries")
    .set({ due_at: now })
    .where("channel_id", "in", [...channelIds])
    .where("state", "=", "queued")
    .where("due_at", ">", now)
    .where("code", "in", [...codes])
    .execute();
}

/**
 * Makes due what was written later than now: by a clock that is ahead of ours, or that was set back since. How long it
 * still has to wait nobody can tell.
 */
export async function hastenMisdated(
  db: Queries,
  channelIds: readonly string[],
  now: number,
): Promise<void> {
  await db
    .updateTable("deliveries")
    .set({ due_at: now })
    .where("channel_id", "in", [...channelIds])
    .where("state", "=", "queued")
    .where("due_at", ">", now)
    .where("updated_at", ">", now + 1_000)
    .execute();
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
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("channels")
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

/** What is under way on these channels; `channel_token` is the fencing token of who holds the channel now. */
export async function deliveriesUnderWay(
  db: Queries,
  channelIds: readonly string[],
): Promise<readonly (DeliveriesTable & { readonly channel_token: number })[]> {
  return await db
    .selectFrom("deliveries")
    .innerJoin("channels", "channels.id", "deliveries.channel_id")
    .selectAll("deliveries")
    .select("channels.lease_token as channel_token")
    .where("deliveries.channel_id", "in", [...channelIds])
    .where("deliveries.state", "=", "sending")
    .execute();
}

/** What nobody will do any more, because its channel was deleted; what is under way only when it is since before then. */
export async function orphanedDeliveries(
  db: Queries,
  underWaySince: number,
  limit: number,
): Promise<readonly Pick<DeliveriesTable, "id" | "conversation_id" | "state">[]> {
  return await db
    .selectFrom("deliveries")
    .innerJoin("channels", "channels.id", "deliveries.channel_id")
    .select(["deliveries.id", "deliveries.conversation_id", "deliveries.state"])
    .where("channels.deleted_at", "is not", null)
    .where((eb) =>
      eb.or([
        eb("deliveries.state", "=", "queued"),
        eb.and([
          eb("deliveries.state", "=", "sending"),
          eb("deliveries.updated_at", "<", underWaySince),
        ]),
      ]),
    )
    .limit(limit)
    .execute();
}

/** Sends whose outcome is unknown and that the platform may still be asked about. */
export async function unprovenDeliveries(
  db: Queries,
  channelIds: readonly string[],
  now: number,
): Promise<readonly DeliveriesTable[]> {
  return await db
    .selectFrom("deliveries")
    .selectAll()
    .where("channel_id", "in", [...channelIds])
    .where("state", "=", "unknown")
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .limit(64)
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
  return new Map(rows.map(({ channel_id: id, waiting }) => [id, waiting]));
}

/** What a queued reply quotes is known by another id now, or by none: it goes out without the quote. */
export async function forgetQuotes(trx: Writes, conversationId: string): Promise<void> {
  await trx
    .updateTable("deliveries")
    .set({ request: sql<string>`json_remove(request, '$.replyTo')` })
    .where("conversation_id", "=", conversationId)
    .where("kind", "=", "send")
    .where("state", "=", "queued")
    .execute();
}
