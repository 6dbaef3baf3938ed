import type { InboundEvent } from "switchboard/adapter";
import type {
  BusinessConnection,
  CallbackQuery,
  Chat,
  ChatMemberUpdated,
  Message,
  MessageReactionUpdated,
} from "./client.ts";

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

/** The bot. */
export interface Self {
  readonly id: string;
  readonly username?: string;
}

/** What reading an update needs to know besides it. */
export interface InboundContext {
  readonly self?: Self;
  /** What happened before it is `catch-up`. */
  readonly startedAt: Date;
  /** Names of groups and channels that the hub was told already. Absent: of none. */
  readonly titles?: ReadonlyMap<string, string>;
  /** Stands in where Telegram gives no time of its own. */
  readonly receivedAt: Date;
}

/** What an event says, without the header that all events of one update share. */
type Content = InboundEvent extends infer E
  ? E extends InboundEvent
    ? Omit<E, "dedupeKey" | "at" | "origin" | "raw">
    : never
  : never;

/** One event to be; `part` tells the events of one update apart. */
export interface Happening {
  readonly at: Date;
  readonly content: Content;
  readonly part?: string;
}
