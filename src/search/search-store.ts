import { type RawBuilder, sql } from "kysely";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import type { Wanted } from "./tokens.ts";

/** How far the change log has been read. Locked until the commit. */
export async function lockProgress(trx: Writes): Promise<number> {
  const query = trx.selectFrom("search_progress").select("last_event").where("id", "=", 1);
  const row = await (isMysql(trx) ? query.forUpdate() : query).executeTakeFirstOrThrow();
  return row.last_event;
}

export async function saveProgress(trx: Writes, lastEvent: number): Promise<void> {
  await trx
    .updateTable("search_progress")
    .set({ last_event: lastEvent })
    .where("id", "=", 1)
    .execute();
}

/** Makes a message findable by its tokens, and by no others any more. */
export async function putDocument(
  trx: Writes,
  message: Pick<MessagesTable, "id" | "conversation_id" | "channel_id" | "sent_at">,
  tokens: string,
): Promise<void> {
  await removeDocument(trx, message.id);
  const { id, conversation_id: conversation, channel_id: channel, sent_at: sentAt } = message;
  if (isMysql(trx)) {
    await sql`insert into search_documents (message_id, conversation_id, channel_id, sent_at, tokens)
      values (${id}, ${conversation}, ${channel}, ${sentAt}, ${tokens})`.execute(trx);
    return;
  }
  const { number } = await trx
    .insertInto("search_documents")
    .values({
      message_id: id,
      conversation_id: conversation,
      channel_id: channel,
      sent_at: sentAt,
    })
    .returning("number")
    .executeTakeFirstOrThrow();
  await sql`insert into search_index (rowid, tokens) values (${number}, ${tokens})`.execute(trx);
}

export async function removeDocument(trx: Writes, messageId: string): Promise<void> {
  if (!isMysql(trx)) {
    const row = await trx
      .selectFrom("search_documents")
      .select("number")
      .where("message_id", "=", messageId)
      .executeTakeFirst();
    if (row === undefined) return;
    await sql`delete from search_index where rowid = ${row.number}`.execute(trx);
  }
  await trx.deleteFrom("search_documents").where("message_id", "=", messageId).execute();
}

/** File names by message: people look for those too. */
export async function fileNamesOf(
  db: Queries,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (messageIds.length === 0) return names;
  const rows = await db
    .selectFrom("attachments")
    .select(["message_id", "file_name"])
    .where("message_id", "in", [...messageIds])
    .where("file_name", "is not", null)
    .execute();
  for (const { message_id: id, file_name: name } of rows) {
    if (id !== null) names.set(id, `${names.get(id) ?? ""} ${name ?? ""}`);
  }
  return names;
}

/** Which messages; everything named must hold. */
export interface DocumentFilter {
  readonly wanted: readonly Wanted[];
  readonly channelIds?: readonly string[] | undefined;
  readonly conversationId?: string | undefined;
  readonly label?: string | undefined;
  readonly status?: string | undefined;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** Part of a customer's or an agent's name, then or now. */
  readonly authorName?: string | undefined;
  readonly agentId?: string | undefined;
}

/** The newest documents first; `below` the number of the last one of the page before. */
export async function findDocuments(
  db: Queries,
  filter: DocumentFilter,
  below: number | undefined,
  limit: number,
): Promise<readonly { readonly number: number; readonly messageId: string }[]> {
  const conditions = [
    ...(filter.wanted.length > 0 ? [matches(db, filter.wanted)] : []),
    ...(below === undefined ? [] : [sql`d.number < ${below}`]),
    ...(filter.channelIds === undefined ? [] : [isOneOf(filter.channelIds)]),
    ...(filter.conversationId === undefined
      ? []
      : [sql`d.conversation_id = ${filter.conversationId}`]),
    ...(filter.before === undefined ? [] : [sql`d.sent_at < ${filter.before}`]),
    ...(filter.after === undefined ? [] : [sql`d.sent_at >= ${filter.after}`]),
    ...(filter.status === undefined
      ? []
      : [
          sql`exists (select 1 from conversations c where c.id = d.conversation_id and c.status = ${filter.status})`,
        ]),
    ...(filter.label === undefined
      ? []
      : [
          sql`exists (select 1 from conversation_labels l where l.conversation_id = d.conversation_id and l.label = ${filter.label})`,
        ]),
    ...(filter.agentId === undefined ? [] : [sql`m.agent_id = ${filter.agentId}`]),
    ...(filter.authorName === undefined ? [] : [isWrittenBy(filter.authorName)]),
  ];
  const from = isMysql(db)
    ? sql`search_documents d`
    : filter.wanted.length > 0
      ? sql`search_index join search_documents d on d.number = search_index.rowid`
      : sql`search_documents d`;
  const order = !isMysql(db) && filter.wanted.length > 0 ? sql`search_index.rowid` : sql`d.number`;
  const { rows } = await sql<{ number: number; messageId: string }>`
    select d.number as number, d.message_id as ${sql.id("messageId")}
    from ${from} join messages m on m.id = d.message_id
    where ${conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `)}
    order by ${order} desc limit ${limit}`.execute(db);
  return rows;
}

/** Tokens have nothing in them that either language gives a meaning to. */
function matches(db: Queries, wanted: readonly Wanted[]): RawBuilder<unknown> {
  if (isMysql(db)) {
    const text = wanted
      .map((it) => {
        if (it.type === "phrase") return `+"${it.tokens.join(" ")}"`;
        return `+${it.token}${it.type === "beginning" ? "*" : ""}`;
      })
      .join(" ");
    return sql`match(d.tokens) against (${text} in boolean mode)`;
  }
  const text = wanted
    .map((it) => {
      if (it.type === "phrase") return `"${it.tokens.join(" ")}"`;
      return `"${it.token}"${it.type === "beginning" ? " *" : ""}`;
    })
    .join(" AND ");
  return sql`search_index match ${text}`;
}

function isOneOf(channelIds: readonly string[]): RawBuilder<unknown> {
  return channelIds.length === 0
    ? sql`1 = 0`
    : sql`d.channel_id in (${sql.join(channelIds.map((id) => sql`${id}`))})`;
}

/** By the name at that time, an agent's of today, or what a customer is called here, whichever address they wrote from. */
function isWrittenBy(name: string): RawBuilder<unknown> {
  return sql`(${contains(sql`m.author_name`, name)} or exists (
    select 1 from agents a where a.id = m.agent_id and ${contains(sql`a.name`, name)}) or exists (
    select 1 from identities i left join joined_contacts j on j.contact_id = i.contact_id
    join contacts p on p.id = coalesce(j.person_id, i.contact_id)
    where i.id = m.identity_id and ${contains(sql`p.name`, name)}))`;
}

/** Channels whose name has this in it, and those of the adapter that is called so. */
export async function channelIdsLike(db: Queries, name: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from channels where ${contains(sql`name`, name)} or adapter = ${name.toLowerCase()}`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

function contains(column: RawBuilder<unknown>, part: string): RawBuilder<unknown> {
  return sql`instr(lower(${column}), lower(${part})) > 0`;
}
