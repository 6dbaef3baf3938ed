import type { InboundEvent, Json, Message, Part } from "switchboard/adapter";
import type { PlainEvent, PlainMessage, PlainPart, PlainPerson } from "./wire.ts";

const typingMs = 6000;

/** Pure: one event of the platform → one event of ours. */
export function inbound(event: PlainEvent, self: PlainPerson): InboundEvent {
  const header = {
    dedupeKey: event.id,
    at: new Date(event.at),
    origin: "live",
    raw: event as unknown as Json,
  } as const;
  switch (event.type) {
    case "message":
      return { ...header, type: "message", message: messageOf(event.message, self) };
    case "edited":
      return { ...header, type: "message-edited", message: messageOf(event.message, self) };
    case "deleted":
      return { ...header, type: "message-deleted", target: ref(event.thread, event.messageId) };
    case "reactions":
      return {
        ...header,
        type: "reactions",
        target: ref(event.thread, event.messageId),
        actor: event.by,
        emojis: event.emojis,
      };
    case "read":
      return {
        ...header,
        type: "receipt",
        level: "read",
        targets: event.messageIds.map((id) => ref(event.thread, id)),
      };
    case "typing":
      return {
        ...header,
        type: "typing",
        conversation: { id: event.thread, kind: "direct" },
        actor: event.by,
        expiresInMs: typingMs,
      };
  }
}

function messageOf(message: PlainMessage, self: PlainPerson): Message {
  return {
    id: message.id,
    conversation: { id: message.thread, kind: message.group ? "group" : "direct" },
    author: { kind: message.from.id === self.id ? "self" : "customer", contact: message.from },
    sentAt: new Date(message.at),
    parts: message.parts.map(partOf),
    ...(message.replyTo !== undefined && { replyTo: ref(message.thread, message.replyTo) }),
  };
}

function partOf(part: PlainPart): Part {
  switch (part.type) {
    case "file": {
      const { kind, file, size, mimeType, name, caption } = part;
      const media = { ref: file, size, mimeType, fileName: name };
      return { type: "media", kind, media, ...(caption && { caption }) };
    }
    case "text":
    case "location":
    case "contact-card":
    case "link":
    case "poll":
    case "action":
      return part;
    default:
      return { type: "unsupported", platformType: part.type, fallback: part.title };
  }
}

function ref(
  conversationId: string,
  messageId: string,
): { conversationId: string; messageId: string } {
  return { conversationId, messageId };
}
