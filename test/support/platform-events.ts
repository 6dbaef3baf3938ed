import type { DeliveryLevel, InboundEvent } from "../../src/adapter/index.ts";

const at = new Date("2026-01-05T09:00:01Z");
const self = { id: "us", name: "Shop" };

/** How far a message of ours came, as the platform tells it. */
export function receipt(
  messageId: string,
  level: DeliveryLevel,
  conversationId = "customer",
): InboundEvent {
  return {
    type: "receipt",
    dedupeKey: `receipt ${level} ${messageId}`,
    at,
    origin: "live",
    level,
    targets: [{ conversationId, messageId }],
  };
}

/** A text of our own account: the echo of a reply, or from another device. */
export function ownMessage(
  id: string,
  text: string,
  clientMessageId?: string,
  conversationId = "customer",
): InboundEvent {
  return {
    type: "message",
    dedupeKey: `message ${id}`,
    at,
    origin: "live",
    message: {
      id,
      conversation: { id: conversationId, kind: "direct" },
      author: { kind: "self", contact: self },
      sentAt: at,
      parts: [{ type: "text", text: { text } }],
      ...(clientMessageId !== undefined && { clientMessageId }),
    },
  };
}
