import type { FormattedText } from "switchboard/adapter";
import type {
  SimulatedCustomer,
  SimulatedMessage,
  SimulatedPart,
  SimulatedThread,
} from "switchboard/adapter/testkit";
import { contentOf } from "./content.ts";
import type { Network } from "./network.ts";
import type { WireMessage } from "./wire.ts";

export interface CustomerDetails {
  /** Digits, with the country's code. */
  readonly phone: string;
  /** WhatsApp shows them under a number of its own; `hidden` keeps the phone number to itself. */
  readonly lid?: { readonly number: string; readonly hidden?: boolean };
}

/** A person with WhatsApp, writing to our account. */
export class WhatsAppCustomer implements SimulatedCustomer {
  readonly id: string;
  readonly name: string;
  readonly direct: SimulatedThread;
  /** Where their messages come from on the wire. */
  readonly address: string;
  readonly #network: Network;

  constructor(network: Network, name: string, { phone, lid }: CustomerDetails) {
    const byPhone = `${phone}@c.us`;
    this.#network = network;
    this.name = name;
    this.address = lid === undefined ? byPhone : `${lid.number}@lid`;
    this.id = lid?.hidden === true ? this.address : byPhone;
    this.direct = { conversationId: this.id, kind: "direct" };
    const contact = { id: this.id, name, ...(lid === undefined ? {} : { lid: this.address }) };
    network.contacts.push(contact);
    network.push({ op: "contact", contact });
  }

  /** Each part is a message of its own. Resolves with the first. */
  send(
    parts: readonly SimulatedPart[],
    options: {
      readonly in?: SimulatedThread;
      readonly replyTo?: SimulatedMessage;
      /** Seconds since 1970; now unless told. */
      readonly at?: number;
    } = {},
  ): Promise<SimulatedMessage> {
    const thread = options.in ?? this.direct;
    const [first] = parts.map((part) => {
      const { type, fields } = contentOf(part, (bytes) => this.#network.store(bytes));
      return this.write(thread, type, { ...fields, ...this.#quote(options.replyTo) }, options.at);
    });
    if (first === undefined) return Promise.reject(new Error("There is nothing to send."));
    return Promise.resolve(first);
  }

  /** Any message at all, for types that nobody has thought of yet. */
  write(
    thread: SimulatedThread,
    type: string,
    fields: Readonly<Record<string, unknown>>,
    at = Math.floor(Date.now() / 1000),
  ): SimulatedMessage {
    const chat = thread.kind === "group" ? thread.conversationId : this.address;
    if (!this.#network.chats.has(chat)) this.#network.chats.set(chat, { id: chat });
    const message: WireMessage = {
      id: this.#network.newId(),
      chat,
      fromMe: false,
      ...(thread.kind === "group" ? { author: this.address } : {}),
      t: at,
      ack: 0,
      type,
      fields: { ...fields, notifyName: this.name },
    };
    this.#network.post(message);
    return { conversationId: thread.conversationId, messageId: message.id };
  }

  edit({ messageId }: SimulatedMessage, text: FormattedText): Promise<void> {
    const message = this.#network.find(messageId);
    if (message === undefined) return Promise.reject(new Error("There is no such message."));
    const words = message.fields["caption"] === undefined ? "body" : "caption";
    const at = Date.now();
    message.fields = { ...message.fields, [words]: text.text, latestEditSenderTimestampMs: at };
    this.#network.push({ op: "edit", id: messageId, text: text.text, at });
    return Promise.resolve();
  }

  delete({ messageId }: SimulatedMessage): Promise<void> {
    const message = this.#network.find(messageId);
    if (message !== undefined) message.type = "revoked";
    this.#network.push({ op: "revoke", id: messageId });
    return Promise.resolve();
  }

  /** WhatsApp knows one reaction of each person. */
  react({ messageId }: SimulatedMessage, emojis: readonly string[]): Promise<void> {
    const [emoji = ""] = emojis;
    this.#network.push({
      op: "reaction",
      id: messageId,
      from: this.address,
      emoji,
      at: Date.now(),
    });
    return Promise.resolve();
  }

  type(): Promise<void> {
    return Promise.reject(new Error("whatsapp-web.js doesn't tell who types."));
  }

  read(thread: SimulatedThread = this.direct): Promise<void> {
    for (const { id, chat, fromMe } of this.#network.messages) {
      if (fromMe && (chat === thread.conversationId || chat === this.address)) {
        this.#network.acknowledge(id, 3);
      }
    }
    return Promise.resolve();
  }

  #quote(replyTo: SimulatedMessage | undefined): Readonly<Record<string, unknown>> {
    if (replyTo === undefined) return {};
    const quoted = this.#network.find(replyTo.messageId);
    return {
      quotedStanzaID: replyTo.messageId,
      quotedMsg: { type: quoted?.type ?? "chat", body: quoted?.fields["body"] ?? "" },
    };
  }
}
