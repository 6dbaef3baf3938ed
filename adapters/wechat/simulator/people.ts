import type {
  SimulatedCustomer,
  SimulatedFile,
  SimulatedMessage,
  SimulatedPart,
  SimulatedThread,
} from "switchboard/adapter/testkit";
import { types } from "wechaty-puppet";
import type { payloads } from "wechaty-puppet";
import type { SimulatedPuppet } from "./puppet.ts";
import type { Attachment, World, WorldMessage } from "./world.ts";

export interface Server {
  readonly world: World;
  readonly puppet: SimulatedPuppet;
  /** What was told to clients, in order. */
  readonly told: WorldMessage[];
}

/** Fields of a message that say what it is. */
export interface Content {
  readonly about: Pick<payloads.Message, "type"> & {
    readonly text?: string;
    readonly filename?: string;
  };
  readonly attachment?: Attachment;
}

const fileTypes: Readonly<Record<SimulatedFile["kind"], payloads.Message["type"]>> = {
  image: types.Message.Image,
  video: types.Message.Video,
  animation: types.Message.Emoticon,
  audio: types.Message.Attachment,
  voice: types.Message.Audio,
  file: types.Message.Attachment,
  sticker: types.Message.Emoticon,
};

/** What a part is in WeChat. */
export function contentOf(part: SimulatedPart, world: World): Content {
  switch (part.type) {
    case "text":
      return { about: { type: types.Message.Text, text: part.text.text } };
    case "media": {
      const { file } = part;
      const filename = file.fileName === undefined ? {} : { filename: file.fileName };
      return { about: { type: fileTypes[file.kind], ...filename }, attachment: { file } };
    }
    case "location": {
      const { latitude, longitude, name = "", address = "" } = part;
      const location = { accuracy: 15, latitude, longitude, name, address };
      return { about: { type: types.Message.Location }, attachment: { location } };
    }
    case "contact-card": {
      const id = world.idOf(world.newNumber());
      world.know({ id, name: part.name, phone: [...part.phones], friend: false });
      return { about: { type: types.Message.Contact }, attachment: { cardId: id } };
    }
    case "link": {
      const { url, title = url, description } = part;
      const link = { url, title, ...(description === undefined ? {} : { description }) };
      return { about: { type: types.Message.Url, text: "<msg/>" }, attachment: { link } };
    }
    default:
      return { about: { type: types.Message.ChatHistory, text: "<msg/>" } };
  }
}

/** A person with WeChat, in contact with our account. What they do is told to whoever is connected to the gateway. */
export class WechatCustomer implements SimulatedCustomer {
  readonly name: string;
  readonly number: number;
  readonly #server: Server;

  constructor(server: Server, name: string, details: Partial<payloads.Contact> = {}) {
    this.#server = server;
    this.name = name;
    this.number = server.world.newNumber();
    server.world.know({ name, ...details, id: this.id });
  }

  get id(): string {
    return this.#server.world.idOf(this.number);
  }

  get direct(): SimulatedThread {
    return { conversationId: this.id, kind: "direct" };
  }

  /** Each part is a message of its own. Resolves with the first. */
  send(
    parts: readonly SimulatedPart[],
    options: {
      readonly in?: SimulatedThread;
      readonly mentions?: readonly string[];
      readonly at?: number;
    } = {},
  ): Promise<SimulatedMessage> {
    const { conversationId } = options.in ?? this.direct;
    const more = {
      ...(options.mentions === undefined ? {} : { mentionIdList: [...options.mentions] }),
      ...(options.at === undefined ? {} : { at: options.at }),
    };
    const written = parts.map((part) =>
      this.write(contentOf(part, this.#server.world), conversationId, more),
    );
    const [first] = written;
    if (first === undefined) return Promise.reject(new Error("There is nothing to send."));
    return Promise.resolve({ conversationId, messageId: first.payload.id });
  }

  /** Any message at all. */
  write(
    { about, attachment }: Content,
    conversationId = this.id,
    more: { readonly mentionIdList?: string[]; readonly at?: number } = {},
  ): WorldMessage {
    const message = this.#server.world.post(
      { ...about, ...more, talkerId: this.id, conversationId },
      attachment,
    );
    tell(this.#server, message);
    return message;
  }

  /** Takes a message back. */
  delete(message: SimulatedMessage): Promise<void> {
    const about = { type: types.Message.Recalled, text: message.messageId };
    this.write({ about }, message.conversationId);
    return Promise.resolve();
  }

  edit(): Promise<void> {
    return Promise.reject(new Error("Nothing can be edited in WeChat."));
  }

  react(): Promise<void> {
    return Promise.reject(new Error("WeChat has no reactions."));
  }

  type(): Promise<void> {
    return Promise.reject(new Error("WeChat tells clients like this one nothing of typing."));
  }

  read(): Promise<void> {
    return Promise.reject(new Error("WeChat has no receipts."));
  }

  /** The name that our account gives them. */
  remark(alias: string): void {
    const contact = this.#server.world.contacts.get(this.id);
    if (contact !== undefined) this.#server.world.know({ ...contact, alias });
  }

  /** They are no longer a contact of ours. */
  leave(): void {
    this.#server.world.contacts.delete(this.id);
  }
}

/** Keeps what was told, so that it can be told again. */
export function tell(server: Server, message: WorldMessage): void {
  server.told.push(message);
  server.puppet.announce(message);
}
