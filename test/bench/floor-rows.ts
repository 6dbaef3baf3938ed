import { uuidv7 } from "uuidv7";
import { customers, update } from "./updates.ts";

/** The rows that one message is in the hub's tables, column by column as the migrations made them. */
export interface MessageRows {
  readonly journal: readonly unknown[];
  readonly message: readonly unknown[];
  readonly event: readonly unknown[];
  /** Of the conversation: what changes, and its id last. */
  readonly conversation: readonly unknown[];
}

const conversationIds = Array.from({ length: customers }, () => uuidv7());

/** Of `conversationRow`; columns that came later have defaults. */
export const conversationColumns =
  "id, channel_id, thread_id, topic_id, kind, title, contact_id, status, assignee_id, reachability, version, " +
  "unread_count, is_unread, last_activity_at, last_ordered_at, last_customer_message_at, preview, reply_context, created_at";

export function conversationRow(index: number): readonly unknown[] {
  const now = Date.now();
  // prettier-ignore
  return [conversationIds[index], "floor", String(100_000 + index), "", "direct", `Customer ${index}`, uuidv7(),
    "open", null, "open", 0, 0, 0, now, now, null, "{}", null, now];
}

export function messageRows(number: number): MessageRows {
  const raw = update(number);
  const id = uuidv7();
  const conversationId = conversationIds[number % customers];
  const now = Date.now();
  const text = `Hello, where is my order ${number}? 你好，我的订单到哪里了？`;
  const parts = JSON.stringify([{ type: "text", text: { text } }]);
  // prettier-ignore
  return {
    journal: ["floor", `update:${number}`, "message", raw, now],
    message: [id, conversationId, "floor", "inbound", "live", String(number), `update:${number}`, uuidv7(), null,
      "Customer", parts, now, now, now, null, null, null, null, null, null, null],
    event: [number, "message.created", now, "floor", conversationId, id, '{"direction":"inbound","origin":"live"}'],
    conversation: [number, 1, now, now, now, JSON.stringify({ direction: "inbound", kind: "text", text }), conversationId],
  };
}

/** `(?, ?, …)`. */
export function placeholders(count: number): string {
  return `(${Array.from({ length: count }, () => "?").join(",")})`;
}

export const conversationUpdate =
  "update conversations set version = ?, unread_count = ?, is_unread = 1, last_activity_at = ?, " +
  "last_ordered_at = ?, last_customer_message_at = ?, preview = ? where id = ?";
