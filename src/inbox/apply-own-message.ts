import { addressKey, type IncomingMessage } from "./incoming.ts";
import { insertConversations, saveActivity } from "./conversation-store.ts";
import { applyEarlyChanges } from "./early-changes.ts";
import { raiseDelivery } from "./delivery-level.ts";
import {
  findMessage,
  findMessageByExternalId,
  updateMessage,
  insertAttachments,
  insertMessages,
} from "./message-store.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import type { BatchContext } from "./batch-context.ts";
import { messageRow, newConversation } from "./store-messages.ts";
import { previewOf } from "./preview.ts";
import { resolveIdentities } from "./people.ts";
import { rises, type DeliveryState } from "../delivery/states.ts";
import { lockThreads, messageRef, storedMessageId, threadKey, threadOf } from "./threads.ts";

/**
 * A message of our own account (or the platform's): the echo of a reply of ours, which is that reply and no new
 * message, or something written on another device, which agents must see as ours. It triggers nothing.
 */
export async function applyOwnMessage(
  context: BatchContext,
  incoming: IncomingMessage,
): Promise<void> {
  const { trx, record, known, learned, now } = context;
  const { channelId, event } = incoming;
  const { message } = event;
  const thread = threadOf(channelId, message.conversation);
  const locked = await lockThreads(trx, [thread], known, learned);
  let conversation = locked.get(threadKey(thread));
  if (conversation !== undefined) {
    const externalId = storedMessageId(conversation, messageRef(message));
    const ours =
      (await findMessageByExternalId(trx, conversation.id, externalId)) ??
      (await messageWeSent(context, conversation.id, message.clientMessageId));
    if (ours !== undefined) {
      await confirmEcho(context, ours, externalId);
      return await applyEarlyChanges(context, [{ conversation, ref: messageRef(message) }]);
    }
  }

  const { contact } = message.author;
  const identities = await resolveIdentities(
    context,
    contact === undefined || message.author.kind === "self"
      ? []
      : [{ channelId, contact, rename: false }],
  );
  const identity = contact && identities.get(addressKey(channelId, contact.id));
  const isNew = conversation === undefined;
  conversation ??= newConversation(incoming, undefined, now);
  if (isNew) {
    record({ type: "conversation.created", channelId, conversationId: conversation.id });
  }
  const direction = message.author.kind === "self" ? "outbound" : "activity";
  const { row, attachments } = messageRow(incoming, conversation, identity, now);
  const stored: MessagesTable = {
    ...row,
    direction,
    ...(direction === "outbound" && { delivery_state: "sent" }),
  };
  const before = { ...conversation };
  conversation.version += 1;
  if (stored.ordered_at >= conversation.last_ordered_at) {
    conversation.last_ordered_at = stored.ordered_at;
    conversation.preview = JSON.stringify(previewOf(direction, message.parts));
  }
  conversation.last_activity_at = Math.max(conversation.last_activity_at, stored.ordered_at);
  if (direction === "outbound" && stored.ordered_at >= (conversation.waiting_since ?? Infinity)) {
    conversation.waiting_since = null;
  }
  if (isNew) await insertConversations(trx, [conversation]);
  else await saveActivity(trx, [{ before, after: conversation }]);
  await insertMessages(trx, [stored]);
  await insertAttachments(trx, attachments);
  learned.conversations.set(threadKey(thread), conversation.id);
  record({
    type: "message.created",
    channelId,
    conversationId: conversation.id,
    messageId: stored.id,
    data: {
      direction,
      origin: event.origin,
      ...(attachments.length > 0 && { files: attachments.length }),
    },
  });
  await applyEarlyChanges(context, [{ conversation, ref: messageRef(message), isOpened: isNew }]);
}

/** The reply of ours that the platform's echo names by our own id for it. */
async function messageWeSent(
  { trx }: BatchContext,
  conversationId: string,
  clientMessageId: string | undefined,
): Promise<MessagesTable | undefined> {
  if (clientMessageId === undefined) return undefined;
  const message = await findMessage(trx, clientMessageId);
  return message?.conversation_id === conversationId ? message : undefined;
}

/** An echo proves that a reply arrived, whatever the answer to the send said or didn't say. */
async function confirmEcho(
  context: BatchContext,
  message: MessagesTable,
  externalId: string,
): Promise<void> {
  if (message.external_id === null) {
    await updateMessage(context.trx, message.id, { external_id: externalId });
  }
  const state = (message.delivery_state ?? "sent") as DeliveryState;
  if (rises(state, "sent")) await raiseDelivery(context, message, "sent");
}
