import type { Author, Contact, ConversationRef, Message, MessageRef } from "switchboard/adapter";
import type { CallbackQuery, Chat, Message as TelegramMessage, User } from "./client.ts";
import { partsOf } from "./inbound-parts.ts";
import { actionMessageId, idOf, messageIdOf, replyContextOf, threadIdOf } from "./references.ts";
import type { Self } from "./updates.ts";

/** How much of the message answered is shown, in UTF-16 code units. */
const excerptLength = 200;

/** One message of Telegram's, whole. */
export function messageFrom(message: TelegramMessage, self: Self | undefined): Message {
  const conversation = conversationOf(message.chat, message);
  const replyTo = replyOf(message);
  const replyContext = replyContextOf(message.business_connection_id);
  return {
    id: messageIdOf(message.message_id, message.business_connection_id),
    conversation,
    author: authorOf(message, self),
    sentAt: dateOf(message.date),
    parts: partsOf(message),
    ...(message.media_group_id === undefined ? {} : { albumId: message.media_group_id }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions(message, self) ? { mentionsSelf: true } : {}),
    ...(message.forward_origin === undefined ? {} : { forwarded: true }),
    ...(replyContext === undefined ? {} : { replyContext }),
  };
}

/** A pressed button, as a message; undefined when Telegram doesn't say in which chat. */
export function actionFrom(query: CallbackQuery, sentAt: Date): Message | undefined {
  const { message } = query;
  if (message === undefined) return undefined;
  // A message too old for Telegram to show has no more than its place.
  const whole = message.date === 0 ? undefined : (message as TelegramMessage);
  const conversation = conversationOf(message.chat, whole);
  const value = query.data ?? query.game_short_name ?? "";
  const label = labelOf(whole, value);
  const connection = whole?.business_connection_id;
  const replyContext = replyContextOf(connection);
  return {
    id: actionMessageId(query.id),
    conversation,
    author: { kind: "customer", contact: contactOfUser(query.from) },
    sentAt,
    parts: [{ type: "action", value, ...(label === undefined ? {} : { label }) }],
    replyTo: {
      conversationId: conversation.id,
      messageId: messageIdOf(message.message_id, connection),
    },
    ...(replyContext === undefined ? {} : { replyContext }),
  };
}

function labelOf(message: TelegramMessage | undefined, value: string): string | undefined {
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.find((button) => "callback_data" in button && button.callback_data === value)
    ?.text;
}

/** Telegram counts seconds. @throws TypeError when they are no number. */
export function dateOf(seconds: number): Date {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) throw new TypeError("a time of Telegram's is no number");
  return date;
}

export function conversationOf(chat: Chat, message: TelegramMessage | undefined): ConversationRef {
  // In groups without topics message_thread_id names a chain of replies, which is no thread of its own.
  const topic = message?.is_topic_message === true ? message.message_thread_id : undefined;
  const threadId = threadIdOf(topic, message?.direct_messages_topic?.topic_id);
  const kind = chat.type === "private" ? "direct" : chat.type === "channel" ? "channel" : "group";
  return { id: idOf(chat.id), kind, ...(threadId === undefined ? {} : { threadId }) };
}

export function contactOfUser(user: User): Contact {
  const name = [user.first_name, user.last_name].filter(Boolean).join(" ");
  return {
    id: idOf(user.id),
    ...(user.username === undefined ? {} : { aliases: [`username:${user.username}`] }),
    ...(name === "" ? {} : { name }),
    ...(user.language_code === undefined ? {} : { locale: user.language_code }),
    ...(user.is_bot ? { isBot: true } : {}),
  };
}

/** A channel, or a group whose admin stays unnamed. Its ids are negative, so no person has the same. */
export function contactOfChat(chat: Chat): Contact {
  const name = chat.title ?? [chat.first_name, chat.last_name].filter(Boolean).join(" ");
  return {
    id: idOf(chat.id),
    ...(chat.username === undefined ? {} : { aliases: [`username:${chat.username}`] }),
    ...(name === "" ? {} : { name }),
  };
}

function authorOf(message: TelegramMessage, self: Self | undefined): Author {
  if (isServiceMessage(message)) return { kind: "system" };
  // Whoever writes in the name of a chat has a stand-in of Telegram's in `from`.
  if (message.sender_chat !== undefined) {
    return { kind: "customer", contact: contactOfChat(message.sender_chat) };
  }
  const { from } = message;
  if (from === undefined) return { kind: "system" };
  const contact = withOwnPhone(contactOfUser(from), message);
  const ours =
    message.business_connection_id === undefined
      ? String(from.id) === self?.id
      : // A Business account's private chat has the customer's id; whoever else writes there is its owner or the bot.
        message.sender_business_bot !== undefined || from.id !== message.chat.id;
  return { kind: ours ? "self" : "customer", contact };
}

/** Who shares their own contact card tells their number. */
function withOwnPhone(contact: Contact, message: TelegramMessage): Contact {
  const card = message.contact;
  if (card === undefined || String(card.user_id) !== contact.id) return contact;
  const digits = card.phone_number.replace(/\D/g, "");
  return { ...contact, aliases: [...(contact.aliases ?? []), `phone:+${digits}`] };
}

/** What the platform says rather than a person. */
const serviceKeys = [
  "new_chat_members",
  "left_chat_member",
  "new_chat_title",
  "new_chat_photo",
  "delete_chat_photo",
  "group_chat_created",
  "supergroup_chat_created",
  "channel_chat_created",
  "message_auto_delete_timer_changed",
  "pinned_message",
  "forum_topic_created",
  "forum_topic_edited",
  "forum_topic_closed",
  "forum_topic_reopened",
  "general_forum_topic_hidden",
  "general_forum_topic_unhidden",
  "video_chat_scheduled",
  "video_chat_started",
  "video_chat_ended",
  "video_chat_participants_invited",
  "write_access_allowed",
  "boost_added",
] as const satisfies readonly (keyof TelegramMessage)[];

function isServiceMessage(message: TelegramMessage): boolean {
  return serviceKeys.some((key) => message[key] !== undefined);
}

function replyOf(message: TelegramMessage): Message["replyTo"] {
  const target = replyTarget(message);
  if (target === undefined) return undefined;
  const answered = message.reply_to_message;
  const excerpt = message.quote?.text ?? answered?.text ?? answered?.caption;
  return {
    ...target,
    ...(excerpt === undefined ? {} : { excerpt: shorten(excerpt) }),
  };
}

function replyTarget(message: TelegramMessage): MessageRef | undefined {
  const { reply_to_message: answered, external_reply: external, chat } = message;
  if (answered !== undefined) {
    // Every message of a topic "answers" the message that opened it.
    const opensTopic = answered.message_id === message.message_thread_id;
    if (message.is_topic_message === true && opensTopic) return undefined;
    const messageId = messageIdOf(answered.message_id, message.business_connection_id);
    return { conversationId: idOf(chat.id), messageId };
  }
  if (external?.chat === undefined || external.message_id === undefined) return undefined;
  return { conversationId: idOf(external.chat.id), messageId: idOf(external.message_id) };
}

/** Cut between graphemes, so that no emoji is torn. */
function shorten(text: string): string {
  if (text.length <= excerptLength) return text;
  const whole = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(
    text.slice(0, excerptLength + 64),
  );
  let end = 0;
  for (const { index, segment } of whole) {
    if (index + segment.length > excerptLength) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
}

/** Named, or answered: what a bot in a group has to look at. */
function mentions(message: TelegramMessage, self: Self | undefined): boolean {
  if (self === undefined) return false;
  const text = message.text ?? message.caption ?? "";
  const name = self.username === undefined ? undefined : `@${self.username}`.toLowerCase();
  const named = (message.entities ?? message.caption_entities ?? []).some((entity) => {
    if (entity.type === "text_mention") return String(entity.user?.id) === self.id;
    const covered = text.slice(entity.offset, entity.offset + entity.length).toLowerCase();
    if (entity.type === "mention") return covered === name;
    return entity.type === "bot_command" && name !== undefined && covered.endsWith(name);
  });
  const answered = message.reply_to_message?.from;
  return named || (answered !== undefined && String(answered.id) === self.id);
}
