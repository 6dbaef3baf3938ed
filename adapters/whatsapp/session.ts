import type {
  Capabilities,
  ChannelSession,
  Contact,
  ConversationRef,
  HistoryPage,
  MediaRef,
  MessageRef,
  OutboundMedia,
  Part,
  SendRequest,
  SendResult,
  SessionContext,
} from "switchboard/adapter";
import { capabilitiesOf } from "./capabilities.ts";
import type { WhatsAppClient } from "./client.ts";
import { Connection } from "./connection.ts";
import { nothingSent, refused } from "./errors.ts";
import { fetchFile } from "./files.ts";
import { historyPage } from "./history.ts";
import { Lane } from "./lane.ts";
import { findMessage, logOut, mayChange, setTyping } from "./page.ts";
import { conversationOf } from "./people.ts";
import { Sender } from "./sending.ts";
import type { WhatsAppSettings } from "./settings.ts";

export function createSession(context: SessionContext<WhatsAppSettings>): ChannelSession {
  return new WhatsAppSession(context);
}

/** One account, linked. */
class WhatsAppSession implements ChannelSession {
  readonly #context: SessionContext<WhatsAppSettings>;
  readonly #connection: Connection;
  readonly #sender: Sender;

  constructor(context: SessionContext<WhatsAppSettings>) {
    const lane = new Lane(context.clock, context.config.pauseSeconds * 1000);
    this.#context = context;
    this.#connection = new Connection(context);
    this.#sender = new Sender(context, lane);
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#context.status({ state: "starting" });
    try {
      await this.#connection.run(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#context.status({ state: "stopped" });
    }
  }

  send(request: SendRequest, signal: AbortSignal): Promise<SendResult> {
    return this.#sender.send(this.#connection, request, signal);
  }

  capabilities(conversation?: ConversationRef): Capabilities {
    return capabilitiesOf(this.#context.config, conversation);
  }

  fetchMedia(media: MediaRef) {
    return fetchFile(this.#connection.usable(), media);
  }

  async edit(target: MessageRef, parts: readonly Part<OutboundMedia>[]): Promise<void> {
    const [part, ...others] = parts;
    if (part?.type !== "text" || others.length > 0) {
      throw refused("unsupported", "WhatsApp changes the words of a text, and nothing else.");
    }
    const { client, key } = await this.#find(target);
    const { edit } = await client.evaluate(mayChange, key);
    if (!edit || !(await client.edit(key, part.text.text))) {
      throw refused("too-late", "WhatsApp lets a text be changed for 15 minutes.");
    }
  }

  async delete(target: MessageRef): Promise<void> {
    const { client, key } = await this.#find(target);
    // The library would delete it here alone, without a word, where WhatsApp doesn't allow more.
    const { revoke } = await client.evaluate(mayChange, key);
    if (!revoke) {
      throw refused(
        "too-late",
        "WhatsApp doesn't let this message be deleted for everyone any more.",
      );
    }
    await client.revoke(key);
  }

  async react(target: MessageRef, emojis: readonly string[]): Promise<void> {
    const [emoji = "", ...others] = emojis;
    if (others.length > 0)
      throw refused("unsupported", "WhatsApp has one reaction of each person.");
    const { client, key } = await this.#find(target);
    await client.react(key, emoji);
  }

  async markRead(conversation: ConversationRef): Promise<void> {
    if (!this.#context.config.sendReadReceipts) return;
    await this.#connection.usable().markRead(conversation.id);
  }

  /** WhatsApp ends it by itself after 25 seconds. */
  async setTyping(conversation: ConversationRef, typing: boolean): Promise<void> {
    await this.#connection.usable().evaluate(setTyping, { chat: conversation.id, typing });
  }

  fetchHistory(
    conversation: ConversationRef | undefined,
    after: Date,
    page: string | undefined,
  ): Promise<HistoryPage> {
    return historyPage(this.#connection, { conversation, after, page }, this.#context.clock.now());
  }

  reconcile(request: SendRequest): Promise<SendResult | "not-sent" | "unresolved"> {
    return this.#sender.reconcile(this.#connection, request);
  }

  async resolveContact(
    address: string,
  ): Promise<{ contact: Contact; conversation: ConversationRef } | undefined> {
    const number = address.replace(/^phone:/, "").replaceAll(/[\s()+-]/g, "");
    if (!/^\d{7,15}$/.test(number)) return undefined;
    const id = await this.#connection.usable().addressOfNumber(number);
    if (id === undefined) return undefined;
    const contact = this.#connection.people.contact(id);
    return { contact, conversation: conversationOf(contact.id) };
  }

  /** Takes this device off the phone's list of linked devices. */
  async logout(): Promise<void> {
    await this.#connection.usable().evaluate(logOut, undefined);
  }

  /** @throws ChannelError; nothing was changed then. */
  async #find({
    conversationId,
    messageId,
  }: MessageRef): Promise<{ client: WhatsAppClient; key: string }> {
    const client = this.#connection.usable();
    const chats = this.#connection.people.all(conversationId);
    try {
      const found = await client.evaluate(findMessage, { chats, id: messageId });
      if (found !== undefined) return { client, key: found.key };
    } catch (error) {
      throw nothingSent(error);
    }
    throw refused("target-not-found", "WhatsApp no longer knows this message.");
  }
}
