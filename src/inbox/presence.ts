import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import { findConversation } from "./conversation-store.ts";
import { notFound } from "./errors.ts";
import { deleteExpiredPresence, deletePresence, presentAt, putPresence } from "./presence-store.ts";

export const doings = ["viewing", "writing"] as const;
export type Doing = (typeof doings)[number];

/** An agent who has a conversation before them. */
export interface PresentAgent {
  readonly agentId: string;
  readonly doing: Doing;
}

/** All who are there now: what was said of that conversation before is over. */
export interface PresenceSignal {
  readonly conversationId: string;
  readonly agents: readonly PresentAgent[];
}

/** One window of an agent's browser: it shows one conversation at a time. */
interface Window {
  readonly agentId: string;
  readonly windowId: string;
}

/** Whoever says nothing for so long has lost the connection. Windows say it again more than twice as often. */
const lifetimeMs = 20_000;
/** What is said at other processes wakes nobody here: with listeners, the table is looked at this often. */
const pollMs = 1_000;

/**
 * Who looks at which conversation and writes in it, whichever process they are connected to: a small table, because the
 * processes have nothing else in common. It costs a small write every few seconds for each open conversation, and each
 * process a look at a table of a few rows every second while somebody listens. It is in no log.
 */
export class Presence {
  readonly #database: Database;
  readonly #clock: Pick<Clock, "now">;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<(signal: PresenceSignal) => void>();
  #known: ReadonlyMap<string, readonly PresentAgent[]> = new Map();
  #isLooking = false;
  #lookAgain = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: {
    readonly database: Database;
    readonly clock: Pick<Clock, "now">;
    readonly onError: (error: unknown) => void;
  }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
    this.#onError = parts.onError;
  }

  /**
   * What a window shows from now on, for some seconds: it has to be said again. Resolves with who else is there.
   * @throws InboxError `not-found`.
   */
  async say(
    { agentId, windowId }: Window,
    { conversationId, doing }: { readonly conversationId: string; readonly doing: Doing },
  ): Promise<readonly PresentAgent[]> {
    const { queries } = this.#database;
    if ((await findConversation(queries, conversationId)) === undefined) {
      throw notFound("conversation");
    }
    const row = {
      agent_id: agentId,
      window_id: windowId,
      conversation_id: conversationId,
      doing,
      expires_at: this.#now() + lifetimeMs,
    };
    await this.#database.write((trx) => putPresence(trx, row));
    this.#look();
    const agents = (await this.#present()).get(conversationId) ?? [];
    return agents.filter((one) => one.agentId !== agentId);
  }

  /** A window that shows no conversation any more. */
  async leave({ agentId, windowId }: Window): Promise<void> {
    await this.#database.write((trx) => deletePresence(trx, agentId, windowId));
    this.#look();
  }

  /** Calls `listener` when somebody comes, goes, begins or stops to write. Must not throw. Returns how to stop it. */
  onChange(listener: (signal: PresenceSignal) => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#look(), pollMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Forgets windows that were closed without a word. */
  async sweep(): Promise<void> {
    await this.#database.write((trx) => deleteExpiredPresence(trx, this.#now()));
  }

  #look(): void {
    this.#lookAgain = true;
    if (!this.#isLooking) void this.#lookAtAll();
  }

  async #lookAtAll(): Promise<void> {
    this.#isLooking = true;
    while (this.#lookAgain && this.#listeners.size > 0) {
      this.#lookAgain = false;
      try {
        this.#tell(await this.#present());
      } catch (error) {
        // The next look finds what has changed by then.
        this.#onError(error);
      }
    }
    this.#isLooking = false;
  }

  #tell(present: ReadonlyMap<string, readonly PresentAgent[]>): void {
    const known = this.#known;
    this.#known = present;
    for (const conversationId of new Set([...known.keys(), ...present.keys()])) {
      const agents = present.get(conversationId) ?? [];
      if (JSON.stringify(agents) === JSON.stringify(known.get(conversationId) ?? [])) continue;
      for (const listener of this.#listeners) listener({ conversationId, agents });
    }
  }

  /** By conversation: each agent once, who writes in one of their windows as a writer. */
  async #present(): Promise<ReadonlyMap<string, readonly PresentAgent[]>> {
    const rows = await presentAt(this.#database.queries, this.#now());
    const present = new Map<string, PresentAgent[]>();
    for (const { conversation_id: id, agent_id: agentId } of rows) {
      const agents = present.get(id) ?? [];
      present.set(id, agents);
      if (agents.some((one) => one.agentId === agentId)) continue;
      const writes = rows.some(
        (row) => row.conversation_id === id && row.agent_id === agentId && row.doing === "writing",
      );
      agents.push({ agentId, doing: writes ? "writing" : "viewing" });
    }
    for (const agents of present.values()) agents.sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
    return present;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
