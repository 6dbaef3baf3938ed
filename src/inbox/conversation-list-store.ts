import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import { type ConversationStatus, conversationStatuses, type Priority } from "./conversation.ts";

/** Where a page of the list begins: after this entry. */
export interface ListPosition {
  readonly lastActivityAt: number;
  readonly id: string;
}

/** Which conversations, whatever their status; everything named must hold. */
export interface ListFilter {
  /** An agent's, or nobody's. */
  readonly assigneeId?: string | null | undefined;
  readonly channelId?: string | undefined;
  /** Several contacts that are one person. */
  readonly contactIds?: readonly string[] | undefined;
  readonly label?: string | undefined;
  readonly unread?: boolean | undefined;
  readonly priority?: Priority | undefined;
  /** An agent whom a note in it names. */
  readonly mentionedId?: string | undefined;
}

/** Which conversations; everything named must hold. Without statuses, whatever their status. */
export type ConversationFilter = ListFilter & {
  readonly statuses?: readonly ConversationStatus[] | undefined;
};

/**
 * Indexes begin with what is filtered by, then the status, then the order of the list: without a status, each of them
 * is read. Undefined: whatever the status.
 */
export function statusesToRead(
  filter: ConversationFilter,
): readonly (ConversationStatus | undefined)[] {
  if (filter.statuses !== undefined && filter.statuses.length > 0) {
    return [...new Set(filter.statuses)];
  }
  const { assigneeId, channelId, unread, priority } = filter;
  const isNarrow = [assigneeId, channelId, unread, priority].some((value) => value !== undefined);
  return isNarrow ? conversationStatuses : [undefined];
}

/**
 * Places in the list of one status (or any), newest activity first. Nothing but what the indexes hold: MariaDB enters an
 * index half-way down only when that is all it needs, and else reads every entry before a page.
 */
export function listQuery(
  db: Queries,
  status: ConversationStatus | undefined,
  filter: ListFilter,
  after: ListPosition | undefined,
  limit: number,
) {
  let query = db
    .selectFrom("conversations")
    .select(["conversations.id", "conversations.last_activity_at"]);
  if (status !== undefined) query = query.where("status", "=", status);
  const { assigneeId, channelId, contactIds, label, unread, priority, mentionedId } = filter;
  if (assigneeId === null) query = query.where("assignee_id", "is", null);
  else if (assigneeId !== undefined) query = query.where("assignee_id", "=", assigneeId);
  if (channelId !== undefined) query = query.where("channel_id", "=", channelId);
  if (contactIds !== undefined) query = query.where("contact_id", "in", [...contactIds]);
  if (unread !== undefined) query = query.where("is_unread", "=", unread ? 1 : 0);
  if (priority === "normal") query = query.where("priority", "is", null);
  else if (priority !== undefined) query = query.where("priority", "=", priority);
  if (label !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("conversation_labels")
          .select("conversation_labels.label")
          .whereRef("conversation_labels.conversation_id", "=", "conversations.id")
          .where("conversation_labels.label", "=", label),
      ),
    );
  }
  if (mentionedId !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("mentions")
          .select("mentions.message_id")
          .whereRef("mentions.conversation_id", "=", "conversations.id")
          .where("mentions.agent_id", "=", mentionedId),
      ),
    );
  }
  if (after !== undefined) {
    const { lastActivityAt, id } = after;
    // Both halves are needed: the first lets the index begin at the right place on either database.
    query = query
      .where("last_activity_at", "<=", lastActivityAt)
      .where((eb) =>
        eb.or([eb("last_activity_at", "<", lastActivityAt), eb("conversations.id", "<", id)]),
      );
  }
  return query.orderBy("last_activity_at", "desc").orderBy("conversations.id", "desc").limit(limit);
}

/** Labels by conversation. */
export async function labelsOf(
  db: Queries,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const labels = new Map<string, string[]>();
  if (conversationIds.length === 0) return labels;
  const rows = await db
    .selectFrom("conversation_labels")
    .selectAll()
    .where("conversation_id", "in", [...conversationIds])
    .orderBy("label")
    .execute();
  for (const { conversation_id: id, label } of rows) {
    labels.set(id, [...(labels.get(id) ?? []), label]);
  }
  return labels;
}

export async function conversationsById(
  db: Queries,
  ids: readonly string[],
): Promise<readonly ConversationsTable[]> {
  if (ids.length === 0) return [];
  return await db
    .selectFrom("conversations")
    .selectAll()
    .where("id", "in", [...ids])
    .execute();
}

/** Puts exactly these labels on a conversation. */
export async function replaceLabels(
  trx: Writes,
  conversationId: string,
  labels: readonly string[],
): Promise<void> {
  await trx
    .deleteFrom("conversation_labels")
    .where("conversation_id", "=", conversationId)
    .execute();
  if (labels.length === 0) return;
  const rows = labels.map((label) => ({ conversation_id: conversationId, label }));
  const insert = trx.insertInto("conversation_labels").values(rows);
  await (
    isMysql(trx)
      ? insert.onDuplicateKeyUpdate({ conversation_id: conversationId })
      : insert.onConflict((oc) => oc.doNothing())
  ).execute();
}
