import type { ConversationsTable } from "../db/schema/conversations.ts";

const second = 1000;

/** A platform whose clock runs ahead must not hold the top of a conversation for longer than this. */
const furthestAhead = 60 * second;

/**
 * Where a message stands in its conversation: by the platform's time, then by arrival. Platforms that count in whole
 * seconds can't tell what came first within one: there arrival decides, so that an answer never stands before its
 * question, nor a customer's later words before their earlier ones when a reply was written in between.
 */
export function inboundOrder(
  sentAt: number,
  conversation: Pick<ConversationsTable, "last_ordered_at" | "last_customer_message_at">,
  now: number,
): number {
  const at = Math.min(sentAt, now + furthestAhead);
  if (at % second !== 0) return at;
  const { last_ordered_at: last, last_customer_message_at: customers } = conversation;
  const ofThisSecond = [last, customers ?? 0].filter((other) => other - (other % second) === at);
  return Math.max(at, ...ofThisSecond);
}

/** What we write stands after all that its author could have seen. */
export function outboundOrder(now: number, lastOrderedAt: number): number {
  return Math.max(now, lastOrderedAt);
}
