/** Threads. `version` rises with every change that an agent should know of before replying. */
export interface ConversationsTable {
  id: string;
  channel_id: string;
  thread_id: string;
  topic_id: string;
  kind: "direct" | "group" | "channel";
  title: string;
  contact_id: string | null;
  status: "open" | "pending" | "snoozed" | "resolved";
  assignee_id: string | null;
  reachability: "open" | "blocked" | "left";
  version: number;
  unread_count: number;
  is_unread: 0 | 1;
  last_activity_at: number;
  last_ordered_at: number;
  last_customer_message_at: number | null;
  preview: string;
  reply_context: string | null;
  created_at: number;
  /** There may be some in `early_changes` for messages of its thread. */
  has_early_changes: 0 | 1;
  /** Only of a snoozed one; null: until the customer writes. */
  snoozed_until: number | null;
  /** Null: normal. */
  priority: "low" | "high" | "urgent" | null;
  /** Since the customer's first message that nobody has answered. */
  waiting_since: number | null;
}
