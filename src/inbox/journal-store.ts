import { chunks } from "../db/chunks.ts";
import type { Queries, Writes } from "../db/database.ts";
import { insertRows } from "../db/insert-rows.ts";
import type { JournalTable } from "../db/schema/journal.ts";
import { addressKey, type Incoming } from "./incoming.ts";

/** The dedupe keys, as `addressKey`, of those that are in the journal already. */
export async function journalledKeys(
  trx: Writes,
  incoming: readonly Incoming[],
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const chunk of chunks(incoming)) {
    const rows = await trx
      .selectFrom("journal")
      .select(["channel_id", "dedupe_key"])
      .where("channel_id", "in", [...new Set(chunk.map(({ channelId }) => channelId))])
      .where(
        "dedupe_key",
        "in",
        chunk.map(({ event }) => event.dedupeKey),
      )
      .execute();
    for (const row of rows) known.add(addressKey(row.channel_id, row.dedupe_key));
  }
  return known;
}

/** Fails with a duplicate error when one of them is in the journal already. */
export async function insertJournal(
  trx: Writes,
  incoming: readonly Incoming[],
  now: number,
): Promise<void> {
  await insertRows(
    trx,
    "journal",
    incoming.map(({ channelId, event, raw }) => ({
      channel_id: channelId,
      dedupe_key: event.dedupeKey,
      type: event.type,
      raw,
      received_at: now,
    })),
  );
}

/** The journal row of an event that is set aside: it counts as received. Fails when it is there already. */
export async function insertJournalEntry(
  trx: Writes,
  channelId: string,
  dedupeKey: string,
  type: string,
  now: number,
): Promise<void> {
  await trx
    .insertInto("journal")
    .values({ channel_id: channelId, dedupe_key: dedupeKey, type, raw: null, received_at: now })
    .execute();
}

/** What is kept of an event. */
export async function journalEntry(
  db: Queries,
  channelId: string,
  dedupeKey: string,
): Promise<JournalTable | undefined> {
  return await db
    .selectFrom("journal")
    .selectAll()
    .where("channel_id", "=", channelId)
    .where("dedupe_key", "=", dedupeKey)
    .executeTakeFirst();
}
