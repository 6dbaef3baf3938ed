import { LRUCache } from "lru-cache";
import type { ConversationsTable } from "../db/schema/conversations.ts";

/** Who an address belongs to, as last seen. */
export interface KnownIdentity {
  readonly id: string;
  readonly contactId: string;
  readonly name: string;
  /** Other names that are stored. */
  readonly aliases: readonly string[];
}

/**
 * What recent batches looked up, so that a known customer costs no look-up. Only ever filled after a commit. A stale
 * entry does no harm: conversations are read again under lock or checked when they are written, and a batch that fails
 * on it is done again without.
 */
export class Known {
  /** By `addressKey`. */
  readonly identities = new LRUCache<string, KnownIdentity>({ max: 20_000 });
  /** Conversation ids, by `threadKey`. */
  readonly conversations = new LRUCache<string, string>({ max: 20_000 });
  /** Conversations as they were last written, by id: where nobody else writes, they need not be read again. */
  readonly rows = new LRUCache<string, ConversationsTable>({ max: 2_000 });
  /** Journalled dedupe keys, by `addressKey`: most redeliveries come soon. */
  readonly journalled = new LRUCache<string, true>({ max: 20_000 });

  /** After the commit. */
  learn({ identities, conversations, rows }: Learned): void {
    for (const [key, identity] of identities) {
      if (this.identities.get(key) !== identity) this.identities.set(key, identity);
    }
    for (const [key, id] of conversations) {
      if (this.conversations.get(key) !== id) this.conversations.set(key, id);
    }
    for (const [id, row] of rows) this.rows.set(id, row);
  }

  forget(): void {
    this.identities.clear();
    this.conversations.clear();
    this.rows.clear();
  }
}

/** What a batch looked up or made; goes into `Known` when the batch is committed. */
export interface Learned {
  readonly identities: Map<string, KnownIdentity>;
  readonly conversations: Map<string, string>;
  readonly rows: Map<string, ConversationsTable>;
}
