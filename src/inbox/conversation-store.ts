import { CompiledQuery, type RawBuilder, sql, type Updateable } from "kysely";
import { chunks } from "../db/chunks.ts";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import { insertRows, upsertRows } from "../db/insert-rows.ts";
import { forEachRow } from "../db/special-queries.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import { moveDrafts } from "./draft-store.ts";

/** A thread's address at the platform. */
export interface ThreadAddress {
  readonly channelId: string;
  readonly threadId: string;
  readonly topicId: string;
}

/** Locks conversations until the commit, in one order for everybody, so that no two wait for each other. */
export async function lockConversations(
  trx: Writes,
  ids: readonly string[],
): Promise<readonly ConversationsTable[]> {
  const rows: ConversationsTable[] = [];
  for (const chunk of chunks(ids.toSorted())) {
    // As text: each batch of customers' messages comes through here, and Kysely would compile each anew.
    const text =
      `select * from conversations where id in (${chunk.map(() => "?").join(", ")}) order by id` +
      (isMysql(trx) ? " for update" : "");
    const found = await trx.executeQuery<ConversationsTable>(CompiledQuery.raw(text, [...chunk]));
    rows.push(...found.rows);
  }
  return rows;
}

/** Locks one. */
export async function lockConversation(
  trx: Writes,
  id: string,
): Promise<ConversationsTable | undefined> {
  return (await lockConversations(trx, [id]))[0];
}

export async function findConversation(
  db: Queries,
  id: string,
): Promise<ConversationsTable | undefined> {
  return await db.selectFrom("conversations").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Ids of the conversations of these threads; threads of other channels may be among the answers. */
export async function findThreads(
  db: Queries,
  threads: readonly ThreadAddress[],
): Promise<readonly (ThreadAddress & { readonly id: string })[]> {
  const found: (ThreadAddress & { id: string })[] = [];
  for (const chunk of chunks(threads)) {
    const rows = await db
      .selectFrom("conversations")
      .select(["id", "channel_id as channelId", "thread_id as threadId", "topic_id as topicId"])
      .where("channel_id", "in", [...new Set(chunk.map(({ channelId }) => channelId))])
      .where("thread_id", "in", [...new Set(chunk.map(({ threadId }) => threadId))])
      .execute();
    found.push(...rows);
  }
  return found;
}

/** Where threads with a former id are now. */
export async function findMovedThreads(
  db: Queries,
  threads: readonly ThreadAddress[],
): Promise<readonly { channelId: string; threadId: string; currentThreadId: string }[]> {
  const found: { channelId: string; threadId: string; currentThreadId: string }[] = [];
  for (const chunk of chunks(threads)) {
    const rows = await db
      .selectFrom("conversation_aliases")
      .select([
        "channel_id as channelId",
        "thread_id as threadId",
        "current_thread_id as currentThreadId",
      ])
      .where("channel_id", "in", [...new Set(chunk.map(({ channelId }) => channelId))])
      .where("thread_id", "in", [...new Set(chunk.map(({ threadId }) => threadId))])
      .execute();
    found.push(...rows);
  }
  return found;
}

/** What a thread was called before. */
export async function formerThreadIds(
  db: Queries,
  channelId: string,
  threadId: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("conversation_aliases")
    .select("thread_id")
    .where("channel_id", "=", channelId)
    .where("current_thread_id", "=", threadId)
    .execute();
  return rows.map((row) => row.thread_id);
}

/** Fails with a duplicate error when another process opened one of these threads first. */
export async function insertConversations(
  trx: Writes,
  rows: readonly ConversationsTable[],
): Promise<void> {
  await insertRows(trx, "conversations", rows);
}

/** What new messages change. */
const activityColumns = [
  "status",
  "snoozed_until",
  "waiting_since",
  "contact_id",
  "title",
  "reachability",
  "version",
  "unread_count",
  "is_unread",
  "last_activity_at",
  "last_ordered_at",
  "last_customer_message_at",
  "preview",
  "reply_context",
] as const;

/** A conversation isn't any more as it was known to be: somebody else changed it. */
export class StaleConversationError extends Error {
  override readonly name = "StaleConversationError";
}

/** A row as it was read, or is known otherwise, and as it is to be. */
export interface ConversationChange {
  readonly before: Readonly<ConversationsTable>;
  readonly after: ConversationsTable;
}

/** Name by name: what V8 knows the shape of is changed, compared and copied several times as fast as a driver's row. */
export function copyConversation(row: Readonly<ConversationsTable>): ConversationsTable {
  return {
    id: row.id,
    channel_id: row.channel_id,
    thread_id: row.thread_id,
    topic_id: row.topic_id,
    kind: row.kind,
    title: row.title,
    contact_id: row.contact_id,
    status: row.status,
    assignee_id: row.assignee_id,
    reachability: row.reachability,
    version: row.version,
    unread_count: row.unread_count,
    is_unread: row.is_unread,
    last_activity_at: row.last_activity_at,
    last_ordered_at: row.last_ordered_at,
    last_customer_message_at: row.last_customer_message_at,
    preview: row.preview,
    reply_context: row.reply_context,
    created_at: row.created_at,
    has_early_changes: row.has_early_changes,
    snoozed_until: row.snoozed_until,
    priority: row.priority,
    waiting_since: row.waiting_since,
  };
}

/** @throws StaleConversationError when a row that was not read in this transaction is no longer as it was. */
export async function saveActivity(
  trx: Writes,
  changes: readonly ConversationChange[],
): Promise<void> {
  const rows = changes.map(({ after }) => after);
  // On MySQL they were locked, and one statement for all is the fastest there.
  if (isMysql(trx)) await upsertRows(trx, "conversations", rows, activityColumns);
  else await updateOneByOne(trx, changes);
}

/** Whatever changes a conversation changes one of these: the first, or what is changed without a new version. */
const signsOfChange = ["version", "unread_count", "has_early_changes"] as const;

/** Fewer columns are fewer indexes to keep. */
async function updateOneByOne(trx: Writes, changes: readonly ConversationChange[]): Promise<void> {
  const byText = new Map<string, unknown[][]>();
  for (const { before, after } of changes) {
    const columns = activityColumns.filter((column) => after[column] !== before[column]);
    const text =
      `update conversations set ${columns.map((column) => `${column} = ?`).join(", ")} ` +
      `where id = ? and ${signsOfChange.map((column) => `${column} = ?`).join(" and ")}`;
    const values = columns.map((column): unknown => after[column]);
    const rows = byText.get(text) ?? [];
    byText.set(text, rows);
    rows.push([...values, after.id, ...signsOfChange.map((column) => before[column])]);
  }
  for (const [text, rows] of byText) {
    const { numAffectedRows } = await trx.executeQuery(forEachRow(text, rows));
    if (Number(numAffectedRows) !== rows.length) throw new StaleConversationError();
  }
}

/** Changes one that was locked in this transaction. */
export async function updateConversation(
  trx: Writes,
  id: string,
  change: Updateable<ConversationsTable>,
): Promise<void> {
  await trx.updateTable("conversations").set(change).where("id", "=", id).execute();
}

/** All conversations of a thread: its topics. */
export async function conversationsOfThread(
  trx: Writes,
  channelId: string,
  threadId: string,
): Promise<readonly ConversationsTable[]> {
  return await trx
    .selectFrom("conversations")
    .selectAll()
    .where("channel_id", "=", channelId)
    .where("thread_id", "=", threadId)
    .execute();
}

/** As `conversationsOfThread`, locked until the commit; waits for a conversation that is just being opened. */
export async function lockThread(
  trx: Writes,
  channelId: string,
  threadId: string,
): Promise<readonly ConversationsTable[]> {
  const query = trx
    .selectFrom("conversations")
    .selectAll()
    .where("channel_id", "=", channelId)
    .where("thread_id", "=", threadId)
    .orderBy("id");
  return await (isMysql(trx) ? query.forUpdate() : query).execute();
}

/** Remembers where a thread went, also for those who still know one of its earlier ids. */
export async function saveThreadMove(
  trx: Writes,
  channelId: string,
  previousId: string,
  threadId: string,
): Promise<void> {
  await trx
    .updateTable("conversation_aliases")
    .set({ current_thread_id: threadId })
    .where("channel_id", "=", channelId)
    .where("current_thread_id", "=", previousId)
    .execute();
  const insert = trx
    .insertInto("conversation_aliases")
    .values({ channel_id: channelId, thread_id: previousId, current_thread_id: threadId });
  const change = { current_thread_id: threadId };
  await (
    isMysql(trx)
      ? insert.onDuplicateKeyUpdate(change)
      : insert.onConflict((oc) => oc.columns(["channel_id", "thread_id"]).doUpdateSet(change))
  ).execute();
}

const quotedId = "$.replyTo.externalId";

/**
 * A thread's new id counts its messages anew: the ids so far get a prefix, so that none is taken for another. Those that
 * begin with one of `former` have theirs already.
 */
export async function setExternalIdsApart(
  trx: Writes,
  conversationId: string,
  prefix: string,
  former: readonly string[],
): Promise<void> {
  const isBare = (id: RawBuilder<string>) =>
    sql.join(
      [
        sql`${id} is not null`,
        ...former.map((one) => sql`substr(${id}, 1, ${one.length}) <> ${one}`),
      ],
      sql` and `,
    );
  const own = sql<string>`external_id`;
  for (const table of ["messages", "message_aliases"] as const) {
    await trx
      .updateTable(table)
      .set({ external_id: sql<string>`concat(${prefix}, ${own})` })
      .where("conversation_id", "=", conversationId)
      .where(sql<boolean>`${isBare(own)}`)
      .execute();
  }
  const quoted = isMysql(trx)
    ? sql<string>`json_unquote(json_extract(details, ${quotedId}))`
    : sql<string>`json_extract(details, ${quotedId})`;
  await trx
    .updateTable("messages")
    .set({ details: sql<string>`json_set(details, ${quotedId}, concat(${prefix}, ${quoted}))` })
    .where("conversation_id", "=", conversationId)
    .where(sql<boolean>`${isBare(quoted)}`)
    .execute();
}

/** Moves everything that belongs to one conversation into another, and removes the first. */
export async function mergeConversation(trx: Writes, from: string, into: string): Promise<void> {
  for (const table of [
    "messages",
    "message_aliases",
    "mentions",
    "deliveries",
    "attachments",
  ] as const) {
    await trx
      .updateTable(table)
      .set({ conversation_id: into })
      .where("conversation_id", "=", from)
      .execute();
  }
  await moveDrafts(trx, from, into);
  await trx.deleteFrom("conversation_labels").where("conversation_id", "=", from).execute();
  await trx.deleteFrom("conversations").where("id", "=", from).execute();
}
