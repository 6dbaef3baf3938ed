import { type Capabilities, ChannelError, type ConversationRef } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import { findChannel } from "./channel-store.ts";
import type { AdapterRegistry } from "./registry.ts";
import type { Supervisor } from "./supervisor.ts";

/** What can be done in a conversation: as its session says, or at best, where another process runs the channel. */
export class CurrentCapabilities {
  readonly #database: Database;
  readonly #registry: AdapterRegistry;
  readonly #supervisor: Supervisor;

  constructor(parts: {
    readonly database: Database;
    readonly registry: AdapterRegistry;
    readonly supervisor: Supervisor;
  }) {
    this.#database = parts.database;
    this.#registry = parts.registry;
    this.#supervisor = parts.supervisor;
  }

  /** Undefined when there is no such channel. Not for use inside a transaction. */
  async capabilities(
    channelId: string,
    conversation: ConversationRef,
  ): Promise<Capabilities | undefined> {
    const session = this.#supervisor.session(channelId);
    try {
      if (session !== undefined) return session.capabilities(conversation);
    } catch (error) {
      // It must not, but a person asks: then the best case has to do.
      this.#supervisor.reportError(channelId, ChannelError.from(error));
    }
    const channel = await findChannel(this.#database.queries, channelId);
    return channel && (await this.#registry.get(channel.adapter)).capabilities;
  }
}
