import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { Preview } from "./preview.ts";

export type ConversationStatus = ConversationsTable["status"];

export const conversationStatuses: readonly ConversationStatus[] = [
  "open",
  "pending",
  "snoozed",
  "resolved",
];

export type Priority = NonNullable<ConversationsTable["priority"]> | "normal";

export const priorities = [
  "low",
  "normal",
  "high",
  "urgent",
] as const satisfies readonly Priority[];

/** A thread with a customer, as the inbox shows it. */
export interface Conversation {
  readonly id: string;
  readonly channelId: string;
  readonly kind: "direct" | "group" | "channel";
  readonly title: string;
  /** Absent for groups, and while only we have written. */
  readonly contactId: string | null;
  readonly status: ConversationStatus;
  /** When a snoozed one comes back by itself; null: when the customer writes, which wakes every one. */
  readonly snoozedUntil: Date | null;
  readonly assigneeId: string | null;
  /** Whether the customer can be written to, as the platform says. */
  readonly reachability: "open" | "blocked" | "left";
  readonly priority: Priority;
  /** When the first message came that nobody has answered. */
  readonly waitingSince: Date | null;
  readonly labels: readonly string[];
  /** Agents whom its notes name. */
  readonly mentionedIds: readonly string[];
  /** Rises with every change that one should know of before replying. */
  readonly version: number;
  /** Customer messages since an agent last read or replied. */
  readonly unreadCount: number;
  readonly lastActivityAt: Date;
  readonly lastCustomerMessageAt: Date | null;
  readonly preview: Preview | null;
  readonly createdAt: Date;
}

/** What a row alone doesn't say. */
interface ConversationContext {
  /** The person whom its contact is part of. */
  readonly contactId: string | null;
  readonly labels: readonly string[];
  readonly mentionedIds: readonly string[];
}

export function toConversation(
  row: ConversationsTable,
  { contactId, labels, mentionedIds }: ConversationContext,
): Conversation {
  const preview = JSON.parse(row.preview) as Partial<Preview>;
  return {
    id: row.id,
    channelId: row.channel_id,
    kind: row.kind,
    title: row.title,
    contactId,
    status: row.status,
    snoozedUntil: row.snoozed_until === null ? null : new Date(row.snoozed_until),
    assigneeId: row.assignee_id,
    priority: row.priority ?? "normal",
    waitingSince: row.waiting_since === null ? null : new Date(row.waiting_since),
    reachability: row.reachability,
    labels,
    mentionedIds,
    version: row.version,
    unreadCount: row.unread_count,
    lastActivityAt: new Date(row.last_activity_at),
    lastCustomerMessageAt:
      row.last_customer_message_at === null ? null : new Date(row.last_customer_message_at),
    preview: preview.kind === undefined ? null : (preview as Preview),
    createdAt: new Date(row.created_at),
  };
}
