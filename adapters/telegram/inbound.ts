import type { Contact, ConversationRef, InboundEvent, Json } from "switchboard/adapter";
import type {
  BusinessConnection,
  CallbackQuery,
  Chat,
  ChatMemberUpdated,
  Message,
  MessageReactionUpdated,
} from "./client.ts";
import { contactOfChat, contactOfUser, conversationOf, messageFrom } from "./inbound-message.ts";
import { actionMessageId, messageIdOf, replyContextOf, updateMessageId } from "./references.ts";

/** An update as it comes over the wire: one of the members is there, or one that this version doesn't know. */
export interface Update {
  readonly update_id: number;
  readonly message?: Message;
  readonly edited_message?: Message;
  readonly channel_post?: Message;
  readonly edited_channel_post?: Message;
  readonly business_connection?: BusinessConnection;
  readonly business_message?: Message;
  readonly edited_business_message?: Message;
  readonly deleted_business_messages?: {
    readonly business_connection_id: string;
    readonly chat: Chat;
    readonly message_ids: readonly number[];
  };
  readonly message_reaction?: MessageReactionUpdated;
  readonly callback_query?: CallbackQuery;
  readonly my_chat_member?: ChatMemberUpdated;
}

/** Kinds that have to be asked for: reactions don't come otherwise. https://core.telegram.org/bots/api#update */
export const allowedUpdates = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "business_connection",
  "business_message",
  "edited_business_message",
  "deleted_business_messages",
  "message_reaction",
  "callback_query",
  "my_chat_member",
] as const satisfies readonly (keyof Update)[];

/** What reading an update needs to know besides it. */
export interface InboundContext {
  readonly self?: { readonly id: string; readonly username?: string };
  /** What happened before it is `catch-up`. */
  readonly startedAt: Date;
  /** Stands in where Telegram gives no time of its own. */
  readonly receivedAt: Date;
}

/** The events of one update; none when it is of an unknown kind and names no chat. Pure. */
export function eventsOf(update: Update, context: InboundContext): readonly InboundEvent[] {
  return new UpdateReader(update, context).events();
}

/** What an event says, without the header that all events of one update share. */
type Content = InboundEvent extends infer E
  ? E extends InboundEvent
    ? Omit<E, "dedupeKey" | "at" | "origin" | "raw">
    : never
  : never;

class UpdateReader {
  readonly #update: Update;
  readonly #context: InboundContext;

  constructor(update: Update, context: InboundContext) {
    this.#update = update;
    this.#context = context;
  }

  events(): readonly InboundEvent[] {
    const update = this.#update;
    const message = update.message ?? update.channel_post ?? update.business_message;
    if (message !== undefined) return this.#message(message);
    const edited =
      update.edited_message ?? update.edited_channel_post ?? update.edited_business_message;
    if (edited !== undefined) return this.#edited(edited);
    if (update.callback_query !== undefined) return this.#action(update.callback_query);
    if (update.message_reaction !== undefined) return this.#reaction(update.message_reaction);
    if (update.my_chat_member !== undefined) return this.#membership(update.my_chat_member);
    if (update.deleted_business_messages !== undefined) {
      return this.#deleted(update.deleted_business_messages);
    }
    if (update.business_connection !== undefined) {
      return this.#connection(update.business_connection);
    }
    return this.#unknown();
  }

  #message(message: Message): readonly InboundEvent[] {
    const at = dateOf(message.date);
    const migration = migrationOf(message);
    if (migration !== undefined) return [this.#event(at, migration)];
    const events = [
      this.#event(at, { type: "message", message: messageFrom(message, this.#context.self) }),
    ];
    if (message.new_chat_title !== undefined) {
      const title = message.new_chat_title;
      const conversation = conversationOf(message.chat, message);
      events.push(this.#event(at, { type: "conversation-changed", conversation, title }, "title"));
    }
    return events;
  }

  #edited(message: Message): readonly InboundEvent[] {
    const at = dateOf(message.edit_date ?? message.date);
    const edited = messageFrom(message, this.#context.self);
    return [this.#event(at, { type: "message-edited", message: edited })];
  }

  /** Telegram doesn't say when a button was pressed. */
  #action(query: CallbackQuery): readonly InboundEvent[] {
    const at = this.#context.receivedAt;
    const { message } = query;
    if (message === undefined) return [];
    const full = "from" in message || "text" in message ? (message as Message) : undefined;
    const conversation = conversationOf(message.chat, full);
    const value = query.data ?? query.game_short_name ?? "";
    const label = labelOf(full, value);
    const replyContext = replyContextOf(full?.business_connection_id);
    return [
      this.#event(at, {
        type: "message",
        message: {
          id: actionMessageId(query.id),
          conversation,
          author: { kind: "customer", contact: contactOfUser(query.from) },
          sentAt: at,
          parts: [{ type: "action", value, ...(label === undefined ? {} : { label }) }],
          replyTo: {
            conversationId: conversation.id,
            messageId: messageIdOf(message.message_id, full?.business_connection_id),
          },
          ...(replyContext === undefined ? {} : { replyContext }),
        },
      }),
    ];
  }

  #reaction(reaction: MessageReactionUpdated): readonly InboundEvent[] {
    const actor = actorOf(reaction);
    if (actor === undefined) return this.#unknown();
    return [
      this.#event(dateOf(reaction.date), {
        type: "reactions",
        target: {
          conversationId: String(reaction.chat.id),
          messageId: String(reaction.message_id),
        },
        actor,
        emojis: reaction.new_reaction.map((one) => {
          if ("emoji" in one) return one.emoji;
          return "custom_emoji_id" in one ? `custom:${one.custom_emoji_id}` : "⭐";
        }),
      }),
    ];
  }

  /** A person blocked or unblocked the bot, or it was added to or removed from a group. */
  #membership(change: ChatMemberUpdated): readonly InboundEvent[] {
    const conversation = conversationOf(change.chat, undefined);
    const { status } = change.new_chat_member;
    const gone = status === "kicked" || status === "left";
    const reachability = gone ? (conversation.kind === "direct" ? "blocked" : "left") : "open";
    return [
      this.#event(dateOf(change.date), {
        type: "conversation-changed",
        conversation,
        ...(change.chat.title === undefined ? {} : { title: change.chat.title }),
        reachability,
      }),
    ];
  }

  #deleted(deleted: NonNullable<Update["deleted_business_messages"]>): readonly InboundEvent[] {
    // Telegram doesn't say when.
    const at = this.#context.receivedAt;
    return deleted.message_ids.map((id) => {
      const target = {
        conversationId: String(deleted.chat.id),
        messageId: messageIdOf(id, deleted.business_connection_id),
      };
      return this.#event(at, { type: "message-deleted", target }, String(id));
    });
  }

  /** The owner of a Business account let us answer for it, or no longer does. They read it in their chat with the bot. */
  #connection(connection: BusinessConnection): readonly InboundEvent[] {
    const state = connection.is_enabled ? "connected to" : "disconnected from";
    const name = contactOfUser(connection.user).name ?? "Someone";
    return this.#note(
      { id: String(connection.user_chat_id), kind: "direct" },
      dateOf(connection.date),
      "business_connection",
      `${name}'s Business account was ${state} the bot.`,
    );
  }

  /** Kept, so that agents see that something came. */
  #unknown(): readonly InboundEvent[] {
    const found = Object.entries(this.#update).find(([key]) => key !== "update_id");
    if (found === undefined) return [];
    const [type, payload] = found;
    const chat = chatIn(payload);
    if (chat === undefined) return [];
    const fallback = `Telegram sent something that can't be shown here (${type}).`;
    return this.#note(conversationOf(chat, undefined), this.#context.receivedAt, type, fallback);
  }

  #note(
    conversation: ConversationRef,
    at: Date,
    platformType: string,
    fallback: string,
  ): readonly InboundEvent[] {
    return [
      this.#event(at, {
        type: "message",
        message: {
          id: updateMessageId(this.#update.update_id),
          conversation,
          author: { kind: "system" },
          sentAt: at,
          parts: [{ type: "unsupported", platformType, fallback }],
        },
      }),
    ];
  }

  #event(at: Date, content: Content, part?: string): InboundEvent {
    const id = `update:${this.#update.update_id}`;
    return {
      dedupeKey: part === undefined ? id : `${id}:${part}`,
      at,
      origin: at < this.#context.startedAt ? "catch-up" : "live",
      // It came as JSON, and Telegram never puts the token into an update.
      raw: this.#update as unknown as Json,
      ...content,
    };
  }
}

/** Told twice, in the old chat and in the new one; saying it twice does no harm. */
function migrationOf(message: Message): Content | undefined {
  const { id } = message.chat;
  const [from, to] =
    message.migrate_to_chat_id === undefined
      ? [message.migrate_from_chat_id, id]
      : [id, message.migrate_to_chat_id];
  if (from === undefined) return undefined;
  return {
    type: "conversation-changed",
    conversation: { id: String(to), kind: "group" },
    previousId: String(from),
    ...(message.chat.title === undefined ? {} : { title: message.chat.title }),
  };
}

function actorOf({ user, actor_chat: chat }: MessageReactionUpdated): Contact | undefined {
  if (user !== undefined) return contactOfUser(user);
  return chat === undefined ? undefined : contactOfChat(chat);
}

function labelOf(message: Message | undefined, value: string): string | undefined {
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.find((button) => "callback_data" in button && button.callback_data === value)
    ?.text;
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
    typeof value.id === "number" &&
    "type" in value
  );
}

/** Telegram counts seconds. */
function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}
