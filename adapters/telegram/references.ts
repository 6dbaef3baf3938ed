import { ChannelError } from "switchboard/adapter";
import type { ConversationRef, Json, MessageRef } from "switchboard/adapter";

/**
 * Telegram's ids have at most 52 bits (https://core.telegram.org/bots/api#chat), so JSON keeps every digit.
 * @throws TypeError for anything else: it must not become the name of somebody, or of a message.
 */
export function idOf(id: number): string {
  if (!Number.isSafeInteger(id)) throw new TypeError("an id of Telegram's is no whole number");
  return String(id);
}

/**
 * Message ids count per chat and per account. A Business account's chat with a customer has the same chat id as the
 * bot's own chat with them, but other messages: ids of the former carry the connection, `<connection>:<number>`.
 * https://core.telegram.org/bots/api#message
 */
export function messageIdOf(messageId: number, businessConnectionId: string | undefined): string {
  const id = idOf(messageId);
  return businessConnectionId === undefined ? id : `${businessConnectionId}:${id}`;
}

export interface Target {
  readonly chat_id: string;
  readonly message_id: number;
  readonly business_connection_id?: string;
}

/** @throws ChannelError `target-not-found` where `findTarget` finds none. */
export function targetOf(ref: MessageRef): Target {
  const target = findTarget(ref);
  if (target !== undefined) return target;
  throw new ChannelError({
    code: "target-not-found",
    outcome: "not-sent",
    message: "Telegram has no message there that could be answered or changed.",
  });
}

/** Undefined for what is no message at Telegram: a pressed button, an update of an unknown kind. */
export function findTarget(ref: MessageRef): Target | undefined {
  const cut = ref.messageId.lastIndexOf(":");
  const digits = ref.messageId.slice(cut + 1);
  const connection = cut < 0 ? undefined : ref.messageId.slice(0, cut);
  if (connection === actionPrefix || connection === updatePrefix) return undefined;
  if (!/^\d{1,15}$/.test(digits)) return undefined;
  return {
    chat_id: ref.conversationId,
    message_id: Number(digits),
    ...(connection === undefined ? {} : { business_connection_id: connection }),
  };
}

const actionPrefix = "action";
const updatePrefix = "update";

/** Of a pressed button, which is no message at Telegram. */
export function actionMessageId(callbackQueryId: string): string {
  return `${actionPrefix}:${callbackQueryId}`;
}

/** Of an update that this version doesn't know. */
export function updateMessageId(updateId: number): string {
  return `${updatePrefix}:${updateId}`;
}

/** What has to come back with a reply in a Business chat. The id is no secret: it is of use only with the token. */
export function replyContextOf(
  businessConnectionId: string | undefined,
): { readonly businessConnectionId: string } | undefined {
  return businessConnectionId === undefined ? undefined : { businessConnectionId };
}

export function businessConnectionOf(replyContext: Json | undefined): string | undefined {
  if (typeof replyContext !== "object" || replyContext === null) return undefined;
  const id = (replyContext as { readonly [key: string]: Json | undefined })["businessConnectionId"];
  return typeof id === "string" ? id : undefined;
}

const directMessagesPrefix = "direct:";

/** A forum topic, or one person's topic in a channel's direct messages. */
export function threadIdOf(topic: number | undefined, directMessagesTopic: number | undefined) {
  if (directMessagesTopic !== undefined) return `${directMessagesPrefix}${directMessagesTopic}`;
  return topic === undefined ? undefined : String(topic);
}

/** Where a send goes, as the parameters that all send methods share. */
export function destinationOf(
  conversation: ConversationRef,
  replyContext: Json | undefined,
): {
  readonly chat_id: string;
  readonly message_thread_id?: number;
  readonly direct_messages_topic_id?: number;
  readonly business_connection_id?: string;
} {
  const { threadId } = conversation;
  const connection = businessConnectionOf(replyContext);
  return {
    chat_id: conversation.id,
    ...(connection === undefined ? {} : { business_connection_id: connection }),
    ...(threadId === undefined
      ? {}
      : threadId.startsWith(directMessagesPrefix)
        ? { direct_messages_topic_id: Number(threadId.slice(directMessagesPrefix.length)) }
        : { message_thread_id: Number(threadId) }),
  };
}
