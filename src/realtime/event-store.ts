import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import { insertRows } from "../db/insert-rows.ts";
import { unanswered } from "../db/special-queries.ts";
import type { EventsTable } from "../db/schema/events.ts";
import type { EventType, LoggedEvent, NewEvent } from "./events.ts";

/**
 * Numbers and inserts events. The counter's row stays locked until the commit: that is what makes the numbers gap-free
 * in commit order across processes, and why this must be the last thing a transaction does.
 */
export async function appendEvents(
  trx: Writes,
  events: readonly NewEvent[],
  at: Date,
): Promise<void> {
  if (events.length === 0) return;
  const numbers = isMysql(trx) ? mysqlNumbers : sqliteNumbers;
  await trx.executeQuery(unanswered(numbers.take, [events.length]));
  const rows = events.map((event, index) => ({
    number: events.length - 1 - index,
    type: event.type,
    at: at.getTime(),
    channel_id: event.channelId ?? null,
    conversation_id: event.conversationId ?? null,
    message_id: event.messageId ?? null,
    data: JSON.stringify(event.data ?? {}),
  }));
  await insertRows(trx, "events", rows, { number: numbers.countedBack });
}

/** Numbers are counted back from the last one taken, so that nobody has to wait for what that is. */
const sqliteNumbers = {
  take: "update event_counter set last = last + ? where id = 1",
  countedBack: "(select last from event_counter where id = 1) - ?",
};
/** LAST_INSERT_ID(x) keeps x for the connection; a look at the table would cost MySQL more than the row itself. */
const mysqlNumbers = {
  take: "update event_counter set last = last_insert_id(last + ?) where id = 1",
  countedBack: "last_insert_id() - ?",
};

/** The number of the newest event, 0 when there is none. */
export async function lastEventNumber(db: Queries): Promise<number> {
  const row = await db.selectFrom("event_counter").select("last").executeTakeFirst();
  return row?.last ?? 0;
}

/** Events after a number, oldest first. */
export async function eventsAfter(
  db: Queries,
  number: number,
  limit: number,
): Promise<readonly LoggedEvent[]> {
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .where("number", ">", number)
    .orderBy("number")
    .limit(limit)
    .execute();
  return rows.map(toEvent);
}

function toEvent(row: EventsTable): LoggedEvent {
  return {
    number: row.number,
    type: row.type as EventType,
    at: new Date(row.at),
    channelId: row.channel_id ?? undefined,
    conversationId: row.conversation_id ?? undefined,
    messageId: row.message_id ?? undefined,
    data: JSON.parse(row.data) as Readonly<Record<string, unknown>>,
  };
}
