import type { SentMessage } from "switchboard/adapter/testkit";
import { badRequest } from "./wire.ts";
import type { Refusal, WireChat, WireMessage, WireUser } from "./wire.ts";

export interface StoredFile {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly fileName: string;
}

/** One chat as one account sees it: the bot, or a Business account that it answers for. */
export interface ChatRoom {
  readonly chat: WireChat;
  readonly businessConnectionId?: string;
  readonly messages: Map<number, WireMessage>;
  /** Ids count per chat: https://core.telegram.org/bots/api#message */
  lastId: number;
  /** Why the bot can't write here any longer. */
  closed?: Refusal;
}

/** Chats, people, files and what the bot sent: the state behind the Bot API. */
export class World {
  readonly bot: WireUser;
  readonly #rooms = new Map<string, ChatRoom>();
  readonly #files = new Map<string, StoredFile>();
  readonly #sent: SentMessage[] = [];
  /** Where in `#sent` a message stands. */
  readonly #sentAt = new Map<string, number>();
  readonly signals: { readonly type: "typing" | "read"; readonly conversationId: string }[] = [];
  readonly answeredCallbacks: string[] = [];
  readonly #waiters = new Set<() => void>();
  #nextFile = 1;
  #nextPerson = 5_134_861_499;
  #nextGroup = -4_000_000_001;
  #nextSupergroup = -1_002_471_352_452;
  filesExpired = false;

  constructor(bot: WireUser) {
    this.bot = bot;
  }

  /** Beyond 32 bits, as real ids are. */
  personId(): number {
    return this.#nextPerson++;
  }

  groupId(): number {
    return this.#nextGroup--;
  }

  supergroupId(): number {
    return this.#nextSupergroup--;
  }

  /** Finds or opens the room; only somebody's writing does that, never the bot. */
  open(chat: WireChat, businessConnectionId?: string): ChatRoom {
    const key = roomKey(String(chat.id), businessConnectionId);
    const known = this.#rooms.get(key);
    if (known !== undefined) return known;
    const room: ChatRoom = {
      chat,
      messages: new Map(),
      lastId: 0,
      ...(businessConnectionId === undefined ? {} : { businessConnectionId }),
    };
    this.#rooms.set(key, room);
    return room;
  }

  /** @throws Refusal when the bot doesn't know the chat, or may not write there. */
  room(chatId: string | undefined, businessConnectionId?: string): ChatRoom {
    if (chatId === undefined || chatId === "") throw badRequest("chat_id is empty");
    const room = this.#rooms.get(roomKey(chatId, businessConnectionId));
    if (room === undefined) throw badRequest("chat not found");
    if (room.closed !== undefined) throw room.closed;
    return room;
  }

  findRoom(chatId: string, businessConnectionId?: string): ChatRoom | undefined {
    return this.#rooms.get(roomKey(chatId, businessConnectionId));
  }

  /** All chats in which the bot answers for one Business account. */
  roomsOf(businessConnectionId: string | undefined): readonly ChatRoom[] {
    return [...this.#rooms.values()].filter(
      (room) => room.businessConnectionId === businessConnectionId,
    );
  }

  /** Puts a message into a room under the next id. */
  post(room: ChatRoom, content: Readonly<Record<string, unknown>>): WireMessage {
    room.lastId += 1;
    const message: WireMessage = {
      message_id: room.lastId,
      date: Math.floor(Date.now() / 1000),
      chat: room.chat,
      ...(room.businessConnectionId === undefined
        ? {}
        : { business_connection_id: room.businessConnectionId }),
      ...content,
    };
    room.messages.set(message.message_id, message);
    return message;
  }

  storeFile(file: StoredFile): { readonly file_id: string; readonly file_unique_id: string } {
    const id = `AgACAgQAAxk${String(this.#nextFile++).padStart(8, "0")}`;
    this.#files.set(id, file);
    return { file_id: id, file_unique_id: `AQAD${id.slice(-8)}` };
  }

  /** As the bot gets it. */
  file(id: string): StoredFile | undefined {
    return this.filesExpired ? undefined : this.#files.get(id);
  }

  /** As people see it. */
  storedFile(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  get sent(): readonly SentMessage[] {
    return this.#sent;
  }

  recordSent(room: ChatRoom, message: SentMessage): void {
    this.#sentAt.set(sentKey(room, message.messageId), this.#sent.length);
    this.#sent.push(message);
    this.changed();
  }

  /** Changes what is told of a message that the bot sent; false when it isn't the bot's. */
  changeSent(room: ChatRoom, messageId: number, change: Partial<SentMessage>): boolean {
    const at = this.#sentAt.get(sentKey(room, String(messageId)));
    const before = at === undefined ? undefined : this.#sent[at];
    if (at === undefined || before === undefined) return false;
    this.#sent[at] = { ...before, ...change };
    this.changed();
    return true;
  }

  wasSent(room: ChatRoom, messageId: number): boolean {
    return this.#sentAt.has(sentKey(room, String(messageId)));
  }

  changed(): void {
    for (const look of this.#waiters) look();
  }

  /** Resolves when `condition` holds, looked at after every change; rejects after `timeoutMs`. */
  until(condition: () => boolean, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(look);
      };
      const look = (): void => {
        try {
          if (!condition()) return;
          end();
          resolve();
        } catch (error) {
          end();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        reject(new Error(`Not within ${timeoutMs} ms; sent: ${JSON.stringify(this.#sent.at(-1))}`));
      }, timeoutMs);
      this.#waiters.add(look);
      look();
    });
  }
}

function roomKey(chatId: string, businessConnectionId: string | undefined): string {
  return businessConnectionId === undefined ? chatId : `${businessConnectionId}/${chatId}`;
}

function sentKey(room: ChatRoom, messageId: string): string {
  return `${roomKey(String(room.chat.id), room.businessConnectionId)}/${messageId}`;
}
