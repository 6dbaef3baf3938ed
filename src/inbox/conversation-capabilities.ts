import type { Capabilities } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import { findConversation } from "./conversation-store.ts";
import { InboxError, notFound } from "./errors.ts";
import type { ChannelCapabilities } from "./replies.ts";
import { conversationRef } from "./threads.ts";

/** What can be done in a conversation at this moment: the composer shows it, and replies are held to it. */
export class ConversationCapabilities {
  readonly #database: Database;
  readonly #channels: ChannelCapabilities;

  constructor(dependencies: {
    readonly database: Database;
    readonly channels: ChannelCapabilities;
  }) {
    this.#database = dependencies.database;
    this.#channels = dependencies.channels;
  }

  /** @throws InboxError `not-found`; `conflict` when the channel was deleted. */
  async of(conversationId: string): Promise<Capabilities> {
    const row = await findConversation(this.#database.queries, conversationId);
    if (row === undefined) throw notFound("conversation");
    const found = await this.#channels.capabilities(row.channel_id, conversationRef(row));
    if (found === undefined) throw new InboxError("conflict", "The channel was deleted.");
    return found;
  }
}
