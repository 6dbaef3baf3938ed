import { sql } from "kysely";
import { chunks } from "../db/chunks.ts";
import type { Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { EarlyChangesTable } from "../db/schema/early-changes.ts";
import { addressKey } from "./incoming.ts";

/** Which message a change is of, in the platform's own words. */
export interface EarlyTarget {
  readonly channelId: string;
  readonly threadId: string;
  readonly externalId: string;
}

/** Keeps a change; of two in one slot the one with the higher precedence, of equal ones the later. */
export async function saveEarlyChange(trx: Writes, row: EarlyChangesTable): Promise<void> {
  const insert = trx.insertInto("early_changes").values(row);
  const { event, kept_at, precedence } = row;
  await (
    isMysql(trx)
      ? insert.onDuplicateKeyUpdate({
          // In this order: the comparisons have to see the precedence as it was.
          event: sql`if(values(precedence) >= precedence, values(event), event)`,
          kept_at,
          precedence: sql`greatest(precedence, values(precedence))`,
        })
      : insert.onConflict((oc) =>
          oc
            .columns(["channel_id", "thread_id", "external_id", "slot"])
            .doUpdateSet({ event, kept_at, precedence })
            .where("early_changes.precedence", "<=", precedence),
        )
  ).execute();
}

/** Leaves at most so many of a channel: the newest. */
export async function trimEarlyChanges(
  trx: Writes,
  channelId: string,
  most: number,
): Promise<void> {
  const tooMany = await trx
    .selectFrom("early_changes")
    .select("kept_at")
    .where("channel_id", "=", channelId)
    .orderBy("kept_at", "desc")
    .offset(most)
    .limit(1)
    .executeTakeFirst();
  if (tooMany === undefined) return;
  await trx
    .deleteFrom("early_changes")
    .where("channel_id", "=", channelId)
    .where("kept_at", "<=", tooMany.kept_at)
    .execute();
}

/**
 * Which of these threads have any; as `addressKey`. Waits for those who are just keeping one: a conversation that is
 * inserted before it asks, and a change that is kept before its conversation is looked for, can't miss each other.
 */
export async function threadsWithEarlyChanges(
  trx: Writes,
  threads: readonly Pick<EarlyTarget, "channelId" | "threadId">[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const chunk of chunks(threads)) {
    const query = trx
      .selectFrom("early_changes")
      .select(["channel_id", "thread_id"])
      .where("channel_id", "in", [...new Set(chunk.map(({ channelId }) => channelId))])
      .where("thread_id", "in", [...new Set(chunk.map(({ threadId }) => threadId))]);
    const rows = await (isMysql(trx) ? query.forUpdate() : query).execute();
    for (const row of rows) found.add(addressKey(row.channel_id, row.thread_id));
  }
  return found;
}

/** Takes out what is kept for these messages; rows of others may be among the answers, and stay. */
export async function takeEarlyChanges(
  trx: Writes,
  targets: readonly EarlyTarget[],
): Promise<readonly EarlyChangesTable[]> {
  const wanted = new Set(targets.map(targetKey));
  const taken: EarlyChangesTable[] = [];
  for (const chunk of chunks(targets)) {
    const query = trx
      .selectFrom("early_changes")
      .selectAll()
      .where("channel_id", "in", [...new Set(chunk.map(({ channelId }) => channelId))])
      .where("thread_id", "in", [...new Set(chunk.map(({ threadId }) => threadId))])
      .where("external_id", "in", [...new Set(chunk.map(({ externalId }) => externalId))]);
    const rows = await (isMysql(trx) ? query.forUpdate() : query).execute();
    taken.push(...rows.filter((row) => wanted.has(targetKey(targetOf(row)))));
  }
  for (const row of taken) await deleteEarlyChange(trx, targetOf(row), row.slot);
  return taken;
}

export async function deleteEarlyChange(
  trx: Writes,
  { channelId, threadId, externalId }: EarlyTarget,
  slot: string,
): Promise<void> {
  await trx
    .deleteFrom("early_changes")
    .where("channel_id", "=", channelId)
    .where("thread_id", "=", threadId)
    .where("external_id", "=", externalId)
    .where("slot", "=", slot)
    .execute();
}

export async function deleteEarlyChangesBefore(trx: Writes, time: number): Promise<void> {
  await trx.deleteFrom("early_changes").where("kept_at", "<", time).execute();
}

/** Says on conversations whether something may be kept for messages of theirs. */
export async function markEarlyChanges(
  trx: Writes,
  conversationIds: readonly string[],
  has: 0 | 1,
): Promise<void> {
  for (const chunk of chunks(conversationIds)) {
    await trx
      .updateTable("conversations")
      .set({ has_early_changes: has })
      .where("id", "in", [...chunk])
      .execute();
  }
}

function targetOf(row: EarlyChangesTable): EarlyTarget {
  return { channelId: row.channel_id, threadId: row.thread_id, externalId: row.external_id };
}

function targetKey({ channelId, threadId, externalId }: EarlyTarget): string {
  return `${addressKey(channelId, threadId)}\0${externalId}`;
}
