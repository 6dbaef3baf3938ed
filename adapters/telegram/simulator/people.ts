import type { FormattedText } from "switchboard/adapter";
import type {
  SimulatedCustomer,
  SimulatedMessage,
  SimulatedPart,
  SimulatedThread,
} from "switchboard/adapter/testkit";
import { fieldsOf } from "./content.ts";
import { entitiesOf } from "./entities.ts";
import type { Server } from "./methods.ts";
import { Refusal } from "./wire.ts";
import type { WireChat, WireMessage, WireUser } from "./wire.ts";
import type { ChatRoom } from "./world.ts";

/** A group, or a topic in one. */
export interface TelegramThread extends SimulatedThread {
  readonly threadId?: string;
}

export interface CustomerDetails {
  readonly username?: string;
  readonly languageCode?: string;
}

/** A person with the Telegram app, writing to the bot. What they do becomes updates. */
export class TelegramCustomer implements SimulatedCustomer {
  readonly id: string;
  readonly name: string;
  readonly direct: SimulatedThread;
  readonly user: WireUser;
  readonly #server: Server;

  constructor(server: Server, name: string, details: CustomerDetails = {}) {
    const [first = name, ...others] = name.split(" ");
    this.#server = server;
    this.name = name;
    this.user = {
      id: server.world.personId(),
      is_bot: false,
      first_name: first,
      ...(others.length === 0 ? {} : { last_name: others.join(" ") }),
      ...(details.username === undefined ? {} : { username: details.username }),
      ...(details.languageCode === undefined ? {} : { language_code: details.languageCode }),
    };
    this.id = String(this.user.id);
    this.direct = { conversationId: this.id, kind: "direct" };
  }

  get chat(): WireChat {
    const { id, first_name, username } = this.user;
    return {
      id,
      type: "private",
      first_name,
      ...(username === undefined ? {} : { username }),
    };
  }

  /** Each part is a message of its own, several media one album. Resolves with the first. */
  send(
    parts: readonly SimulatedPart[],
    options: { readonly in?: TelegramThread; readonly replyTo?: SimulatedMessage } = {},
  ): Promise<SimulatedMessage> {
    const room = this.roomOf(options.in ?? this.direct);
    const answered = room.messages.get(Number(options.replyTo?.messageId));
    const media = parts.filter(({ type }) => type === "media");
    const album = media.length > 1 ? { media_group_id: `1377${this.id}${room.lastId}` } : {};
    const posted = parts.map((part) =>
      this.#server.world.post(room, {
        from: this.user,
        ...fieldsOf(part, this.#server.world),
        ...topicOf(options.in),
        ...(answered === undefined ? {} : { reply_to_message: withoutReply(answered) }),
        ...album,
      }),
    );
    for (const message of posted) this.#server.queue.push({ message });
    const [first] = posted;
    if (first === undefined) return Promise.reject(new Error("There is nothing to send."));
    return Promise.resolve(messageOf(first));
  }

  edit(message: SimulatedMessage, text: FormattedText): Promise<void> {
    const room = this.#knownRoom(message);
    const before = room.messages.get(Number(message.messageId));
    if (before === undefined) return Promise.reject(new Error("There is no such message."));
    const entities = entitiesOf(text);
    const words =
      before.text === undefined
        ? { caption: text.text, caption_entities: entities }
        : { text: text.text, entities };
    const after = { ...before, ...words, edit_date: Math.floor(Date.now() / 1000) } as WireMessage;
    room.messages.set(after.message_id, after);
    this.#server.queue.push({ edited_message: after });
    return Promise.resolve();
  }

  delete(): Promise<void> {
    return Promise.reject(new Error("Telegram doesn't tell bots what people delete."));
  }

  react(message: SimulatedMessage, emojis: readonly string[]): Promise<void> {
    const room = this.#knownRoom(message);
    this.#server.queue.push({
      message_reaction: {
        chat: room.chat,
        message_id: Number(message.messageId),
        user: this.user,
        date: Math.floor(Date.now() / 1000),
        old_reaction: [],
        new_reaction: emojis.map((emoji) => ({ type: "emoji", emoji })),
      },
    });
    return Promise.resolve();
  }

  type(): Promise<void> {
    return Promise.reject(new Error("Telegram doesn't tell bots who types."));
  }

  read(): Promise<void> {
    return Promise.reject(new Error("Telegram doesn't tell bots what people have read."));
  }

  /** Presses a button under a message; resolves with the id of the query. */
  pressButton(message: SimulatedMessage, data: string): Promise<string> {
    const room = this.#knownRoom(message);
    const id = `44${this.#server.queue.confirmed}${this.#server.queue.pending.length}${Date.now()}`;
    this.#server.queue.push({
      callback_query: {
        id,
        from: this.user,
        message: room.messages.get(Number(message.messageId)) ?? {
          chat: room.chat,
          message_id: Number(message.messageId),
          date: 0,
        },
        chat_instance: String(room.chat.id),
        data,
      },
    });
    return Promise.resolve(id);
  }

  /** From now on the bot can't write to them. */
  block(): void {
    this.roomOf(this.direct).closed = new Refusal(403, "Forbidden: bot was blocked by the user");
    this.#membership("kicked");
  }

  unblock(): void {
    delete this.roomOf(this.direct).closed;
    this.#membership("member");
  }

  /** Finds the room; their own is opened by their first word. */
  roomOf(thread: SimulatedThread): ChatRoom {
    const { world } = this.#server;
    if (thread.kind === "direct") return world.open(this.chat);
    const room = world.findRoom(thread.conversationId);
    if (room === undefined) throw new Error("There is no such group.");
    return room;
  }

  #knownRoom(message: SimulatedMessage): ChatRoom {
    const room = this.#server.world.findRoom(message.conversationId);
    if (room === undefined) throw new Error("There is no such conversation.");
    return room;
  }

  #membership(status: "kicked" | "member"): void {
    const { bot } = this.#server.world;
    this.#server.queue.push({
      my_chat_member: {
        chat: this.chat,
        from: this.user,
        date: Math.floor(Date.now() / 1000),
        old_chat_member: { user: bot, status: status === "kicked" ? "member" : "kicked" },
        new_chat_member: { user: bot, status },
      },
    });
  }
}

export function messageOf(message: WireMessage): SimulatedMessage {
  return {
    conversationId: String(message.chat.id),
    messageId: String(message.message_id),
  };
}

/** Telegram nests one level deep. */
function withoutReply(message: WireMessage): WireMessage {
  const { reply_to_message: _, ...bare } = message;
  return bare;
}

function topicOf(thread: TelegramThread | undefined): Readonly<Record<string, unknown>> {
  return thread?.threadId === undefined
    ? {}
    : { message_thread_id: Number(thread.threadId), is_topic_message: true };
}
