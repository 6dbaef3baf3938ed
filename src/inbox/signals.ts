import type { Logger } from "pino";
import type { ChannelSession, Contact, ConversationRef } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import { findConversation, findThreads } from "./conversation-store.ts";
import { messageDetails } from "./message-rows.ts";
import { newestCustomerMessage } from "./message-store.ts";
import { conversationRef, threadKey, threadOf } from "./threads.ts";

/** What passes by and is not kept: shown to whoever looks. */
export interface TypingSignal {
  readonly conversationId: string;
  readonly channelId: string;
  readonly name: string;
  readonly expiresInMs: number;
}

/** What signals need of the supervisor. */
interface ConnectedSessions {
  connected(channelId: string): { readonly session: ChannelSession } | undefined;
}

/** A courtesy must not keep anybody waiting. */
const courtesyMs = 10_000;

/** Courtesies between the two sides: typing and reading. Best effort; none of it is stored, none of it fails a request. */
export class Signals {
  readonly #database: Database;
  readonly #sessions: ConnectedSessions;
  readonly #log: Logger;
  readonly #listeners = new Set<(signal: TypingSignal) => void>();

  constructor(dependencies: {
    readonly database: Database;
    readonly sessions: ConnectedSessions;
    readonly log: Logger;
  }) {
    this.#database = dependencies.database;
    this.#sessions = dependencies.sessions;
    this.#log = dependencies.log;
  }

  /** A customer types. */
  async customerTypes(
    channelId: string,
    conversation: ConversationRef,
    actor: Contact,
    expiresInMs: number,
  ): Promise<void> {
    if (this.#listeners.size === 0) return;
    const thread = threadOf(channelId, conversation);
    const found = await findThreads(this.#database.queries, [thread]);
    const row = found.find((one) => threadKey(one) === threadKey(thread));
    if (row === undefined) return;
    const signal = {
      conversationId: row.id,
      channelId,
      name: actor.name ?? (await this.#nameOf(row.id)),
      expiresInMs: Math.min(expiresInMs, 30_000),
    };
    for (const listener of this.#listeners) listener(signal);
  }

  /** Platforms don't name people each time. In a group, the title isn't the name of who types. */
  async #nameOf(conversationId: string): Promise<string> {
    const row = await findConversation(this.#database.queries, conversationId);
    return row?.kind === "direct" ? row.title : "";
  }

  /** Calls `listener` with each signal from customers. Returns how to stop it. */
  onTyping(listener: (signal: TypingSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An agent types: the customer is shown it, where the platform can. */
  async agentTypes(conversationId: string, typing: boolean): Promise<void> {
    await this.#courtesy(
      conversationId,
      "typing",
      async (session, conversation, signal, context) => {
        await session.setTyping?.(conversation, typing, signal, context);
      },
    );
  }

  /** An agent has read the conversation: the customer is shown it, where the platform can. */
  async agentRead(conversationId: string): Promise<void> {
    await this.#courtesy(conversationId, "read", async (session, conversation, signal, context) => {
      const message = await newestCustomerMessage(this.#database.queries, conversationId);
      const messageId = message?.external_id;
      if (message === undefined || messageId == null) return;
      const { replyContext } = messageDetails(message);
      const upTo = { conversationId: conversation.id, messageId };
      await session.markRead?.(conversation, upTo, signal, replyContext ?? context);
    });
  }

  async #courtesy(
    conversationId: string,
    what: string,
    show: (
      session: ChannelSession,
      conversation: ConversationRef,
      signal: AbortSignal,
      context: Parameters<NonNullable<ChannelSession["setTyping"]>>[3],
    ) => Promise<void>,
  ): Promise<void> {
    try {
      const row = await findConversation(this.#database.queries, conversationId);
      const session = row && this.#sessions.connected(row.channel_id)?.session;
      if (row === undefined || session === undefined) return;
      const context =
        row.reply_context === null
          ? undefined
          : (JSON.parse(row.reply_context) as Parameters<typeof show>[3]);
      await show(session, conversationRef(row), AbortSignal.timeout(courtesyMs), context);
    } catch (error) {
      this.#log.debug(
        { err: error, conversationId, what },
        "A courtesy did not reach the customer",
      );
    }
  }
}
