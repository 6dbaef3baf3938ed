import type { Database } from "../db/database.ts";
import { countUpTo } from "./conversation-counts-store.ts";

/** How many conversations wait where. */
export interface Counts {
  readonly mine: number;
  readonly unassigned: number;
  readonly open: number;
  readonly pending: number;
  readonly snoozed: number;
  /** Not resolved, with a note that names who asks. */
  readonly mentions: number;
  /** Open or pending, of that priority. */
  readonly urgent: number;
  /** Open or pending, with something that nobody has read. */
  readonly unread: number;
}

const unresolved = ["open", "pending", "snoozed"] as const;

/** What an inbox shows beside its views. */
export class ConversationCounts {
  /** Counted no further: a person reads "999+". */
  static readonly most = 1000;
  readonly #database: Pick<Database, "queries">;

  constructor(database: Pick<Database, "queries">) {
    this.#database = database;
  }

  /** `agentId`: whose "mine" it is; a program has none. */
  async of(agentId: string | undefined): Promise<Counts> {
    const count = (filter: Parameters<typeof countUpTo>[1]): Promise<number> =>
      countUpTo(this.#database.queries, filter, ConversationCounts.most);
    const [mine, unassigned, open, pending, snoozed, mentions, urgent, unread] = await Promise.all([
      agentId === undefined ? 0 : count({ statuses: ["open"], assigneeId: agentId }),
      count({ statuses: ["open"], assigneeId: null }),
      count({ statuses: ["open"] }),
      count({ statuses: ["pending"] }),
      count({ statuses: ["snoozed"] }),
      agentId === undefined ? 0 : count({ statuses: unresolved, mentionedId: agentId }),
      count({ statuses: ["open", "pending"], priority: "urgent" }),
      count({ statuses: ["open", "pending"], unread: true }),
    ]);
    return { mine, unassigned, open, pending, snoozed, mentions, urgent, unread };
  }
}
