import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { DraftsTable } from "../db/schema/drafts.ts";
import { lockConversation } from "./conversation-store.ts";
import { deleteDraft, draftsOf, findDraft, putDraft } from "./draft-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { findIdempotencyKey } from "./idempotency-store.ts";

export const draftModes = ["reply", "note"] as const;
export type DraftMode = (typeof draftModes)[number];

/** What an agent has begun to write. */
export interface Draft {
  readonly conversationId: string;
  readonly mode: DraftMode;
  /** The Idempotency-Key that it will be sent with. */
  readonly id: string;
  /** Empty: there is none any more. */
  readonly text: string;
  readonly savedAt: Date;
}

/** An agent's draft is another now: told to that agent and to nobody else, and not kept. */
export interface DraftSignal {
  readonly agentId: string;
  readonly draft: Draft;
}

/** Who writes: an agent, and their name in idempotency keys. */
interface Writer {
  readonly agentId: string;
  readonly key: string;
}

/** What agents have begun to write, for all their devices. */
export class Drafts {
  readonly #database: Database;
  readonly #clock: Pick<Clock, "now">;
  readonly #listeners = new Set<(signal: DraftSignal) => void>();

  constructor(dependencies: { readonly database: Database; readonly clock: Pick<Clock, "now"> }) {
    this.#database = dependencies.database;
    this.#clock = dependencies.clock;
  }

  async of(agentId: string): Promise<readonly Draft[]> {
    return (await draftsOf(this.#database.queries, agentId)).map(toDraft);
  }

  /**
   * Puts a draft in the place of what the agent had there; an empty text takes it away.
   * @throws InboxError `not-found`; `conflict` when the draft was sent: it doesn't come back.
   */
  async save(writer: Writer, draft: Omit<Draft, "savedAt">): Promise<Draft> {
    const { conversationId, mode, id, text } = draft;
    const saved = await this.#database.write(async (trx) => {
      // Whoever sends it holds the same lock: either it was sent before, or it is taken away after.
      const conversation = await lockConversation(trx, conversationId);
      if (conversation === undefined) throw notFound("conversation");
      if ((await findIdempotencyKey(trx, writer.key, id)) !== undefined) {
        throw new InboxError("conflict", "This draft was sent: begin another one.");
      }
      const place = { agent_id: writer.agentId, conversation_id: conversationId, mode };
      const before = await findDraft(trx, place);
      // Later than what it replaces, whatever the clock says: that is how devices tell which one is newer.
      const savedAt = Math.max(this.#clock.now().getTime(), (before?.saved_at ?? 0) + 1);
      const row = { ...place, id, text, saved_at: savedAt };
      if (text === "") await deleteDraft(trx, place);
      else await putDraft(trx, row);
      return toDraft(row);
    });
    this.#tell(writer.agentId, saved);
    return saved;
  }

  /** Tells the agent's devices that a draft was sent. */
  sent(agentId: string, draft: Pick<Draft, "conversationId" | "mode" | "id">): void {
    this.#tell(agentId, { ...draft, text: "", savedAt: this.#clock.now() });
  }

  /** Calls `listener` with each change in this process. Must not throw. Returns how to stop it. */
  onChange(listener: (signal: DraftSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(agentId: string, draft: Draft): void {
    for (const listener of this.#listeners) listener({ agentId, draft });
  }
}

function toDraft(row: DraftsTable): Draft {
  return {
    conversationId: row.conversation_id,
    mode: row.mode as DraftMode,
    id: row.id,
    text: row.text,
    savedAt: new Date(row.saved_at),
  };
}
