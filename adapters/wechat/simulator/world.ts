import { SentLog, type SimulatedFile } from "switchboard/adapter/simulator";
import type { payloads } from "wechaty-puppet";

/** What came with a message, in the form that the gateway's calls hand it over. */
export interface Attachment {
  readonly file?: SimulatedFile;
  readonly cardId?: string;
  readonly link?: payloads.UrlLink;
  readonly location?: payloads.Location;
  readonly miniProgram?: payloads.MiniProgram;
}

export interface WorldMessage {
  readonly payload: payloads.Message;
  readonly attachment: Attachment;
}

export interface WorldOptions {
  /** `session`: ids are the session's own, as with web WeChat, and others after the next login. */
  readonly ids: "stable" | "session";
  /** How the puppet counts time. */
  readonly timestamps: "milliseconds" | "seconds";
}

/** WeChat as one account sees it: its contacts, its groups, and what was written. */
export class World {
  readonly sent = new SentLog();
  readonly contacts = new Map<string, payloads.Contact>();
  readonly rooms = new Map<string, payloads.Room>();
  readonly messages = new Map<string, WorldMessage>();
  readonly friendRequests = new Map<string, payloads.Friendship>();
  readonly options: WorldOptions;
  filesExpired = false;
  #lastMessage = 7_300_000_000_000_000_000n;
  #lastPerson = 0;
  /** Counts logins that gave everybody new ids. */
  #generation = 0;
  #selfNumber = 0;

  constructor(options: WorldOptions) {
    this.options = options;
    this.#selfNumber = this.newNumber();
    this.know({ id: this.selfId, name: "Shop" });
  }

  get selfId(): string {
    return this.idOf(this.#selfNumber);
  }

  newNumber(): number {
    this.#lastPerson += 1;
    return this.#lastPerson;
  }

  /** The id that WeChat has for somebody now. */
  idOf(number: number, kind: "person" | "room" = "person"): string {
    if (this.options.ids === "stable") {
      return kind === "person" ? `wxid_sim${number}` : `${48_000 + number}@chatroom`;
    }
    const mark = kind === "person" ? "@" : "@@";
    return `${mark}${(0x5ca1ab1e + this.#generation * 7919 + number * 104_729).toString(16)}`;
  }

  know(contact: Partial<payloads.Contact> & { readonly id: string; readonly name: string }): void {
    this.contacts.set(contact.id, {
      gender: 0,
      type: 1,
      avatar: "",
      friend: true,
      phone: [],
      ...contact,
    });
  }

  /** Everybody gets another id, as at a new login to web WeChat. */
  renumber(): void {
    const people = Array.from({ length: this.#lastPerson }, (_, index) => {
      const number = index + 1;
      return { number, contact: this.contacts.get(this.idOf(number)) };
    });
    this.contacts.clear();
    this.#generation += 1;
    for (const { number, contact } of people) {
      if (contact !== undefined) this.know({ ...contact, id: this.idOf(number) });
    }
  }

  /** A new message, not told to anybody so far. */
  post(
    about: Pick<payloads.Message, "talkerId" | "type"> & {
      readonly conversationId: string;
      readonly text?: string;
      readonly filename?: string;
      readonly mentionIdList?: string[];
      readonly at?: number;
    },
    attachment: Attachment = {},
  ): WorldMessage {
    this.#lastMessage += 17n;
    const { conversationId, at = Date.now(), talkerId, type, ...rest } = about;
    const timestamp = this.options.timestamps === "seconds" ? Math.floor(at / 1000) : at;
    const where = this.rooms.has(conversationId)
      ? { roomId: conversationId }
      : { listenerId: talkerId === this.selfId ? conversationId : this.selfId };
    const id = String(this.#lastMessage);
    const message = { payload: { id, talkerId, type, timestamp, ...rest, ...where }, attachment };
    this.messages.set(id, message);
    return message;
  }
}
