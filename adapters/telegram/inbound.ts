import type { InboundEvent, Json } from "switchboard/adapter";
import type { Chat, Message } from "./client.ts";
import {
  connectionNote,
  deletions,
  membershipChange,
  migration,
  note,
  reactionChange,
} from "./inbound-changes.ts";
import { actionFrom, conversationOf, dateOf, messageFrom } from "./inbound-message.ts";
import type { Happening, InboundContext, Update } from "./updates.ts";

/** The events of one update; none when it is of an unknown kind and names no chat. Pure. */
export function eventsOf(update: Update, context: InboundContext): readonly InboundEvent[] {
  const key = `update:${update.update_id}`;
  return happeningsIn(update, context).map(({ at, content, part }) => ({
    dedupeKey: part === undefined ? key : `${key}:${part}`,
    at,
    origin: at < context.startedAt ? "catch-up" : "live",
    // It came as JSON, and Telegram never puts the token into an update.
    raw: update as unknown as Json,
    ...content,
  }));
}

function happeningsIn(update: Update, context: InboundContext): readonly Happening[] {
  const { self, receivedAt } = context;
  const message = update.message ?? update.channel_post ?? update.business_message;
  if (message !== undefined) return sayings(message, context);
  const edited =
    update.edited_message ?? update.edited_channel_post ?? update.edited_business_message;
  if (edited !== undefined) {
    const content = { type: "message-edited", message: messageFrom(edited, self) } as const;
    return [{ at: dateOf(edited.edit_date ?? edited.date), content }];
  }
  if (update.callback_query !== undefined) {
    const pressed = actionFrom(update.callback_query, receivedAt);
    if (pressed !== undefined) {
      return [{ at: receivedAt, content: { type: "message", message: pressed } }];
    }
  }
  if (update.message_reaction !== undefined) return reactionChange(update.message_reaction);
  if (update.my_chat_member !== undefined) return [membershipChange(update.my_chat_member)];
  if (update.deleted_business_messages !== undefined) {
    return deletions(update.deleted_business_messages, receivedAt);
  }
  if (update.business_connection !== undefined) {
    return [connectionNote(update.update_id, update.business_connection)];
  }
  return unknown(update, receivedAt);
}

/** A message, and the name of its group when that is news: groups the bot is already in are never introduced. */
function sayings(message: Message, { self, titles }: InboundContext): readonly Happening[] {
  const at = dateOf(message.date);
  const moved = migration(message);
  if (moved !== undefined) return [{ at, content: moved }];
  const said: Happening = {
    at,
    content: { type: "message", message: messageFrom(message, self) },
  };
  const conversation = conversationOf(message.chat, message);
  const title = message.new_chat_title ?? message.chat.title;
  if (title === undefined || titles?.get(conversation.id) === title) return [said];
  const named = { type: "conversation-changed", conversation, title } as const;
  return [said, { at, content: named, part: "title" }];
}

/** Kept where it can be, so that agents see that something came. */
function unknown(update: Update, receivedAt: Date): readonly Happening[] {
  const kinds: readonly (readonly [string, unknown])[] = Object.entries(update);
  const found = kinds.find(([kind]) => kind !== "update_id");
  const chat = chatIn(found?.[1]);
  if (found === undefined || chat === undefined) return [];
  const [kind] = found;
  const fallback = `Telegram sent something that can't be shown here (${kind}).`;
  const conversation = conversationOf(chat, undefined);
  return [note(update.update_id, conversation, receivedAt, { platformType: kind, fallback })];
}

function chatIn(payload: unknown): Chat | undefined {
  if (typeof payload !== "object" || payload === null) return undefined;
  if ("chat" in payload && isChat(payload.chat)) return payload.chat;
  return "message" in payload ? chatIn(payload.message) : undefined;
}

function isChat(value: unknown): value is Chat {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    Number.isSafeInteger(value.id) &&
    "type" in value &&
    typeof value.type === "string"
  );
}
