import type { ConversationRef } from "switchboard/adapter";
import type {
  BusinessConnection,
  ChatMemberUpdated,
  Message,
  MessageReactionUpdated,
} from "./client.ts";
import { contactOfChat, contactOfUser, conversationOf, dateOf } from "./inbound-message.ts";
import { idOf, messageIdOf, updateMessageId } from "./references.ts";
import type { Happening, Update } from "./updates.ts";

/** Told twice, in the old chat and in the new one; saying it twice does no harm. */
export function migration(message: Message): Happening["content"] | undefined {
  const { chat, migrate_to_chat_id: next, migrate_from_chat_id: before } = message;
  const [from, to] = next === undefined ? [before, chat.id] : [chat.id, next];
  if (from === undefined) return undefined;
  return {
    type: "conversation-changed",
    conversation: { id: idOf(to), kind: "group" },
    previousId: idOf(from),
    ...(chat.title === undefined ? {} : { title: chat.title }),
  };
}

export function reactionChange(reaction: MessageReactionUpdated): readonly Happening[] {
  const { chat, user, actor_chat: actorChat, message_id: id } = reaction;
  const actor = user === undefined ? actorChat && contactOfChat(actorChat) : contactOfUser(user);
  // Without an actor there is nobody whose set it could be.
  if (actor === undefined) return [];
  const emojis = reaction.new_reaction.map((one) => {
    if ("emoji" in one) return one.emoji;
    return "custom_emoji_id" in one ? `custom:${one.custom_emoji_id}` : "⭐";
  });
  const target = { conversationId: idOf(chat.id), messageId: messageIdOf(id, undefined) };
  return [{ at: dateOf(reaction.date), content: { type: "reactions", target, actor, emojis } }];
}

/** A person blocked or unblocked the bot, or it was added to or removed from a group. */
export function membershipChange(change: ChatMemberUpdated): Happening {
  const conversation = conversationOf(change.chat, undefined);
  const { status } = change.new_chat_member;
  const gone = status === "kicked" || status === "left";
  return {
    at: dateOf(change.date),
    content: {
      type: "conversation-changed",
      conversation,
      ...(change.chat.title === undefined ? {} : { title: change.chat.title }),
      reachability: gone ? (conversation.kind === "direct" ? "blocked" : "left") : "open",
    },
  };
}

/** Telegram doesn't say when. */
export function deletions(
  deleted: NonNullable<Update["deleted_business_messages"]>,
  at: Date,
): readonly Happening[] {
  return deleted.message_ids.map((id) => {
    const messageId = messageIdOf(id, deleted.business_connection_id);
    const target = { conversationId: idOf(deleted.chat.id), messageId };
    return { at, content: { type: "message-deleted", target }, part: idOf(id) };
  });
}

/** The owner of a Business account let us answer for it, or no longer does: noted in their chat with the bot. */
export function connectionNote(updateId: number, connection: BusinessConnection): Happening {
  const conversation = { id: idOf(connection.user_chat_id), kind: "direct" } as const;
  const name = contactOfUser(connection.user).name ?? "Someone";
  const state = connection.is_enabled ? "connected to" : "disconnected from";
  return note(updateId, conversation, dateOf(connection.date), {
    platformType: "business_connection",
    fallback: `${name}'s Business account was ${state} the bot.`,
  });
}

/** Something that happened in a conversation, in words. */
export function note(
  updateId: number,
  conversation: ConversationRef,
  at: Date,
  what: { readonly platformType: string; readonly fallback: string },
): Happening {
  return {
    at,
    content: {
      type: "message",
      message: {
        id: updateMessageId(updateId),
        conversation,
        author: { kind: "system" },
        sentAt: at,
        parts: [{ type: "unsupported", ...what }],
      },
    },
  };
}
