import type { ConversationStatus, Priority } from "./conversation.ts";

/** What was done with a conversation: a line in its thread, for colleagues only. What isn't named stayed. */
export interface Activity {
  readonly status?: ConversationStatus;
  readonly from?: ConversationStatus;
  readonly snoozedUntil?: string | null;
  readonly assigneeId?: string | null;
  readonly priority?: Priority;
  readonly labels?: readonly string[];
}
