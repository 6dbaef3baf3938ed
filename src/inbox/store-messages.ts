import { uuidv7 } from "uuidv7";
import type { Writes } from "../db/database.ts";
import type { AttachmentsTable } from "../db/schema/attachments.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import type { RecordEvent } from "../realtime/event-log.ts";
import {
  type ConversationChange,
  copyConversation,
  insertConversations,
  saveActivity,
} from "./conversation-store.ts";
import { applyEarlyChanges, type JustKnown } from "./early-changes.ts";
import { addressKey, type IncomingMessage, keyOf } from "./incoming.ts";
import type { BatchContext } from "./batch-context.ts";
import type { KnownIdentity } from "./known.ts";
import { detailsColumn, detailsOf, partsToStore } from "./message-rows.ts";
import { insertAttachments, insertMessages, storedExternalIds } from "./message-store.ts";
import { inboundOrder } from "./order.ts";
import { resolveIdentities } from "./people.ts";
import { previewOf } from "./preview.ts";
import {
  knownOrLocked,
  lockThreads,
  messageRef,
  storedMessageId,
  threadKey,
  threadOf,
} from "./threads.ts";

/** Stores messages from customers, in order, with one statement per table however many they are. */
export async function storeMessages(
  context: BatchContext,
  incoming: readonly IncomingMessage[],
): Promise<void> {
  const { trx, record, known, learned, now } = context;
  const identities = await resolveIdentities(
    context,
    incoming.flatMap(({ channelId, event }) => {
      const { contact } = event.message.author;
      return contact === undefined
        ? []
        : [{ channelId, contact, rename: event.origin !== "history" }];
    }),
  );
  const threads = incoming.map(({ channelId, event }) =>
    threadOf(channelId, event.message.conversation),
  );
  const conversations = new Map(
    context.careful || !context.onlyMessages
      ? await lockThreads(trx, threads, known, learned)
      : await knownOrLocked(trx, threads, known, learned),
  );
  const fresh = context.careful ? await notYetStored(trx, incoming, conversations) : incoming;

  const opened = new Set<ConversationsTable>();
  /** By id: a thread that moved may be asked for under both its names. */
  const changed = new Map<string, ConversationChange>();
  const messages: MessagesTable[] = [];
  const attachments: AttachmentsTable[] = [];
  const mayBeChanged: JustKnown[] = [];
  for (const one of fresh) {
    const identity = identityOf(one, identities);
    const key = threadKey(threadOf(one.channelId, one.event.message.conversation));
    let conversation = conversations.get(key);
    if (conversation === undefined) {
      conversation = newConversation(one, identity, now);
      conversations.set(key, conversation);
      opened.add(conversation);
      record({
        type: "conversation.created",
        channelId: one.channelId,
        conversationId: conversation.id,
      });
    } else if (!opened.has(conversation)) {
      const { id } = conversation;
      const change = changed.get(id) ?? {
        before: conversation,
        after: copyConversation(conversation),
      };
      changed.set(id, change);
      conversation = change.after;
    }
    const message = messageRow(one, conversation, identity, now);
    messages.push(message.row);
    attachments.push(...message.attachments);
    takeIn(conversation, one, message, identity, record);
    if (opened.has(conversation) || conversation.has_early_changes === 1) {
      const ref = messageRef(one.event.message);
      mayBeChanged.push({ conversation, ref, isOpened: opened.has(conversation) });
    }
  }
  await insertConversations(trx, [...opened]);
  await saveActivity(trx, [...changed.values()]);
  await insertMessages(trx, messages);
  await insertAttachments(trx, attachments);
  await applyEarlyChanges(context, mayBeChanged);
  for (const [key, conversation] of conversations) learned.conversations.set(key, conversation.id);
  if (!context.onlyMessages) return;
  for (const row of opened) learned.rows.set(row.id, row);
  for (const [id, { after }] of changed) learned.rows.set(id, after);
  // What came early may have changed these once more.
  for (const { conversation } of mayBeChanged) learned.rows.delete(conversation.id);
}

/** Leaves out messages that came under another dedupe key before: caught up and live, or one id within the batch. */
async function notYetStored(
  trx: Writes,
  incoming: readonly IncomingMessage[],
  conversations: ReadonlyMap<string, ConversationsTable>,
): Promise<readonly IncomingMessage[]> {
  const pairs = incoming.flatMap(({ channelId, event }) => {
    const row = conversations.get(threadKey(threadOf(channelId, event.message.conversation)));
    return row === undefined
      ? []
      : [{ conversationId: row.id, externalId: storedMessageId(row, messageRef(event.message)) }];
  });
  const stored = await storedExternalIds(trx, pairs);
  const seen = new Set<string>();
  return incoming.filter(({ channelId, event }) => {
    const key = threadKey(threadOf(channelId, event.message.conversation));
    const row = conversations.get(key);
    const inThread = keyOf(key, event.message.id);
    const externalId = row && storedMessageId(row, messageRef(event.message));
    if ((row && stored.has(`${row.id}\0${externalId}`)) || seen.has(inThread)) return false;
    seen.add(inThread);
    return true;
  });
}

function identityOf(
  { channelId, event }: IncomingMessage,
  identities: ReadonlyMap<string, KnownIdentity>,
): KnownIdentity | undefined {
  const { contact } = event.message.author;
  return contact && identities.get(addressKey(channelId, contact.id));
}

/** A thread seen for the first time. What its messages change is filled in by `takeIn`. */
export function newConversation(
  { channelId, event }: IncomingMessage,
  identity: KnownIdentity | undefined,
  now: number,
): ConversationsTable {
  const { conversation, sentAt } = event.message;
  const { threadId, topicId } = threadOf(channelId, conversation);
  const direct = conversation.kind === "direct" ? identity : undefined;
  return {
    id: uuidv7(),
    channel_id: channelId,
    thread_id: threadId,
    topic_id: topicId,
    kind: conversation.kind,
    title: direct?.name ?? "",
    contact_id: direct?.contactId ?? null,
    status: event.origin === "history" ? "resolved" : "open",
    assignee_id: null,
    reachability: "open",
    version: 0,
    unread_count: 0,
    is_unread: 0,
    last_activity_at: Math.min(sentAt.getTime(), now),
    last_ordered_at: 0,
    last_customer_message_at: null,
    preview: "{}",
    reply_context: null,
    created_at: now,
    has_early_changes: 0,
    snoozed_until: null,
    priority: null,
    waiting_since: null,
  };
}

/** A message as it is stored: as a customer's, until the caller says otherwise. */
export function messageRow(
  { channelId, event, arrivalId, columns }: IncomingMessage,
  conversation: ConversationsTable,
  identity: KnownIdentity | undefined,
  now: number,
): { readonly row: MessagesTable; readonly attachments: readonly AttachmentsTable[] } {
  const { message } = event;
  const { parts, attachments } = partsToStore(message.parts, {
    channelId,
    conversationId: conversation.id,
    messageId: arrivalId,
    now,
  });
  const row: MessagesTable = {
    id: arrivalId,
    conversation_id: conversation.id,
    channel_id: channelId,
    direction: "inbound",
    origin: event.origin,
    external_id: storedMessageId(conversation, messageRef(message)),
    dedupe_key: event.dedupeKey,
    identity_id: identity?.id ?? null,
    agent_id: null,
    author_name: identity?.name ?? "",
    parts: columns?.parts ?? JSON.stringify(parts),
    sent_at: message.sentAt.getTime(),
    ordered_at: inboundOrder(message.sentAt.getTime(), conversation, now),
    received_at: now,
    edited_at: null,
    deleted_at: null,
    details: detailsColumn(detailsOf(message, (ref) => storedMessageId(conversation, ref))),
    reactions: null,
    delivery_state: null,
    delivery_code: null,
    delivery_reason: null,
  };
  return { row, attachments };
}

/** What a customer's message does to its conversation. */
function takeIn(
  conversation: ConversationsTable,
  { channelId, event, columns }: IncomingMessage,
  { row: message, attachments }: ReturnType<typeof messageRow>,
  identity: KnownIdentity | undefined,
  record: RecordEvent,
): void {
  conversation.version += 1;
  if (message.ordered_at >= conversation.last_ordered_at) {
    conversation.last_ordered_at = message.ordered_at;
    conversation.preview =
      columns?.preview ?? JSON.stringify(previewOf("inbound", event.message.parts));
  }
  conversation.last_activity_at = Math.max(conversation.last_activity_at, message.ordered_at);
  if (event.message.replyContext !== undefined) {
    conversation.reply_context = JSON.stringify(event.message.replyContext);
  }
  if (conversation.kind === "direct" && conversation.contact_id === null && identity) {
    conversation.contact_id = identity.contactId;
    conversation.title = identity.name;
  }
  if (event.origin !== "history") {
    conversation.unread_count += 1;
    conversation.is_unread = 1;
    conversation.last_customer_message_at = Math.max(
      conversation.last_customer_message_at ?? 0,
      message.ordered_at,
    );
    conversation.waiting_since ??= message.ordered_at;
    conversation.reachability = "open";
    if (conversation.status !== "open") {
      record({
        type: "conversation.updated",
        channelId,
        conversationId: conversation.id,
        data: { status: "open", from: conversation.status, by: "customer" },
      });
      conversation.status = "open";
      conversation.snoozed_until = null;
    }
  }
  record({
    type: "message.created",
    channelId,
    conversationId: conversation.id,
    messageId: message.id,
    data: {
      direction: "inbound",
      origin: event.origin,
      ...(attachments.length > 0 && { files: attachments.length }),
    },
  });
}
