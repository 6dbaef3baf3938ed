import type { ConversationStatus, Priority } from "./conversation.ts";

/** At most so many conversations in one. */
export const mostInBulk = 1000;

/** What is done to each of many conversations; what isn't named stays. Kept as JSON. */
export interface BulkOrder {
  readonly status?: ConversationStatus | undefined;
  /** Null: until the customer writes. */
  readonly snoozedUntil?: string | null | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly priority?: Priority | undefined;
  readonly addLabels?: readonly string[] | undefined;
  readonly removeLabels?: readonly string[] | undefined;
  /** Everything in it is read. */
  readonly read?: true | undefined;
}

export const bulkStates = ["running", "done", "cancelled"] as const;
export type BulkState = (typeof bulkStates)[number];

/** Why a conversation was left as it is. */
export const bulkFailures = [
  /** It was merged into another one. */
  "not-found",
  /** The hub refused the change for this one. */
  "invalid",
  /** To be undone, but something else happened to it since. */
  "changed-since",
  "internal",
] as const;
export type BulkFailure = (typeof bulkFailures)[number];

/** How far a change to many conversations is. */
export interface BulkChange {
  readonly id: string;
  readonly state: BulkState;
  readonly order: BulkOrder;
  /** The bulk change that it takes back. */
  readonly undoes: string | null;
  readonly total: number;
  readonly changed: number;
  /** They were so already. */
  readonly unchanged: number;
  readonly failures: readonly {
    readonly conversationId: string;
    readonly title: string;
    readonly code: BulkFailure;
  }[];
  readonly canUndo: boolean;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}
