import type { ConversationRef, Message, MessageRef } from "../adapter/index.ts";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import {
  findMovedThreads,
  findThreads,
  formerThreadIds,
  lockConversations,
  type ThreadAddress,
} from "./conversation-store.ts";
import { keyOf } from "./incoming.ts";
import type { Known, Learned } from "./known.ts";

/** A thread's address, from what the platform calls it. */
export function threadOf(channelId: string, conversation: ConversationRef): ThreadAddress {
  return { channelId, threadId: conversation.id, topicId: conversation.threadId ?? "" };
}

export function threadKey(thread: ThreadAddress): string {
  return keyOf(thread.channelId, thread.threadId, thread.topicId);
}

/** The opposite of `threadOf`. */
export function conversationRef(
  row: Pick<ConversationsTable, "thread_id" | "topic_id" | "kind">,
): ConversationRef {
  return {
    id: row.thread_id,
    kind: row.kind,
    ...(row.topic_id !== "" && { threadId: row.topic_id }),
  };
}

/** The conversations of these threads that exist, locked until the commit; by `threadKey` of the address asked for. */
export async function lockThreads(
  trx: Writes,
  threads: readonly ThreadAddress[],
  known: Pick<Known, "conversations">,
  learned: Learned,
): Promise<ReadonlyMap<string, ConversationsTable>> {
  const ids = new Map<string, string>();
  const unknown: ThreadAddress[] = [];
  for (const thread of new Map(threads.map((one) => [threadKey(one), one])).values()) {
    const key = threadKey(thread);
    const id = known.conversations.get(key) ?? learned.conversations.get(key);
    if (id === undefined) unknown.push(thread);
    else ids.set(key, id);
  }
  for (const [key, id] of await findIds(trx, unknown)) ids.set(key, id);
  const rows = await lockConversations(trx, [...new Set(ids.values())]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const locked = new Map<string, ConversationsTable>();
  for (const [key, id] of ids) {
    const row = byId.get(id);
    if (row === undefined) continue;
    locked.set(key, row);
    learned.conversations.set(key, id);
  }
  return locked;
}

/**
 * As `lockThreads`, but without reading what is known: SQLite has one writer, so that nothing changes until the commit,
 * and whether it had changed before comes to light when it is written. These rows must not be changed.
 */
export async function knownOrLocked(
  trx: Writes,
  threads: readonly ThreadAddress[],
  known: Known,
  learned: Learned,
): Promise<ReadonlyMap<string, Readonly<ConversationsTable>>> {
  if (isMysql(trx)) return await lockThreads(trx, threads, known, learned);
  const rows = new Map<string, ConversationsTable>();
  const others: ThreadAddress[] = [];
  for (const thread of threads) {
    const key = threadKey(thread);
    if (rows.has(key)) continue;
    const row = known.rows.get(known.conversations.get(key) ?? "");
    if (row === undefined) others.push(thread);
    else rows.set(key, row);
  }
  for (const [key, row] of await lockThreads(trx, others, known, learned)) rows.set(key, row);
  return rows;
}

async function findIds(
  trx: Writes,
  threads: readonly ThreadAddress[],
): Promise<ReadonlyMap<string, string>> {
  if (threads.length === 0) return new Map();
  const direct = await findThreads(trx, threads);
  const ids = new Map(direct.map((row) => [threadKey(row), row.id]));
  const missing = threads.filter((thread) => !ids.has(threadKey(thread)));
  const moves = await findMovedThreads(trx, missing);
  if (moves.length === 0) return ids;
  const moved = missing.flatMap((thread) => {
    const move = moves.find(
      (one) => one.channelId === thread.channelId && one.threadId === thread.threadId,
    );
    return move ? [{ from: thread, to: { ...thread, threadId: move.currentThreadId } }] : [];
  });
  for (const row of await findThreads(
    trx,
    moved.map(({ to }) => to),
  )) {
    for (const { from, to } of moved) {
      if (threadKey(to) === threadKey(row)) ids.set(threadKey(from), row.id);
    }
  }
  return ids;
}

/** What a thread is called today. */
export async function currentThreadId(
  trx: Writes,
  channelId: string,
  threadId: string,
): Promise<string> {
  const [move] = await findMovedThreads(trx, [{ channelId, threadId, topicId: "" }]);
  return move?.currentThreadId ?? threadId;
}

/** Whether a message is of its thread's former life: the platform knows no such message where the thread is now. */
export async function isOutOfReach(
  db: Queries,
  conversation: Pick<ConversationsTable, "channel_id" | "thread_id">,
  message: Pick<MessagesTable, "external_id">,
): Promise<boolean> {
  const former = await formerThreadIds(db, conversation.channel_id, conversation.thread_id);
  return former.some((id) => message.external_id?.startsWith(movedIdPrefix(id)) === true);
}

/** How the platform refers to a message. */
export function messageRef({ conversation, id }: Pick<Message, "conversation" | "id">): MessageRef {
  return { conversationId: conversation.id, messageId: id };
}

/** The platform's id of a message as it is stored: one from a former life of its thread is set apart. */
export function storedMessageId(
  conversation: Pick<ConversationsTable, "thread_id">,
  { conversationId, messageId }: MessageRef,
): string {
  return conversation.thread_id === conversationId
    ? messageId
    : movedIdPrefix(conversationId) + messageId;
}

/** What message ids of a thread's former life begin with. */
export function movedIdPrefix(threadId: string): string {
  return `${threadId}/`;
}
