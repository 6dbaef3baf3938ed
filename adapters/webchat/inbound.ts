import { randomUUID } from "node:crypto";
import type { Contact, InboundEvent, MediaKind, MessageRef, Part } from "switchboard/adapter";
import type { MessageCall } from "./calls.ts";
import type { ChatMessage, Visitor } from "./entries.ts";

/** How long a visitor counts as typing after they said so. */
const typingMs = 6_000;

function contactOf({ id, signed, name, email, locale }: Visitor): Contact {
  return {
    id,
    ...(name !== undefined && { name }),
    // Anybody can claim an address: only the site's signature makes it one.
    ...(email !== undefined && { aliases: [`${signed ? "email" : "unverified-email"}:${email}`] }),
    ...(locale !== undefined && { locale }),
  };
}

/** What a visitor wrote, as the hub stores it. `key` is their mailbox's. */
export function messageEvent(
  key: string,
  visitor: Visitor,
  message: ChatMessage,
  call: MessageCall,
): InboundEvent {
  const conversation = { id: visitor.id, kind: "direct" } as const;
  return {
    type: "message",
    dedupeKey: `message:${key}:${message.id}`,
    at: new Date(message.sentAt),
    origin: "live",
    ...(visitor.page !== undefined && { raw: { page: visitor.page } }),
    message: {
      id: message.id,
      conversation,
      author: { kind: "customer", contact: contactOf(visitor) },
      sentAt: new Date(message.sentAt),
      parts: partsOf(visitor.id, message, call),
      ...(message.replyTo !== undefined && {
        replyTo: { conversationId: visitor.id, messageId: message.replyTo },
      }),
    },
  };
}

function partsOf(visitorId: string, message: ChatMessage, { other }: MessageCall): Part[] {
  if (other !== undefined) {
    return [{ type: "unsupported", platformType: other.type, fallback: other.fallback }];
  }
  const { text, spans, file } = message;
  const words = text === undefined ? undefined : { text, ...(spans !== undefined && { spans }) };
  if (file === undefined) return words === undefined ? [] : [{ type: "text", text: words }];
  const { fileId, kind, ...about } = file;
  return [
    {
      type: "media",
      kind,
      media: { ref: { visitor: visitorId, file: fileId }, ...about },
      ...(words !== undefined && { caption: words }),
    },
  ];
}

export function kindOf(mimeType: string): MediaKind {
  if (mimeType.startsWith("audio/")) return "audio";
  if (mimeType.startsWith("video/")) return "video";
  // A drawing in SVG can hold scripts: it is a file like any other.
  return mimeType.startsWith("image/") && mimeType !== "image/svg+xml" ? "image" : "file";
}

export function typingEvent(visitor: Visitor, typing: boolean, at: Date): InboundEvent {
  return {
    type: "typing",
    dedupeKey: `typing:${randomUUID()}`,
    at,
    origin: "live",
    conversation: { id: visitor.id, kind: "direct" },
    actor: contactOf(visitor),
    expiresInMs: typing ? typingMs : 0,
  };
}

/** Of all that the visitor got or saw up to entry `upTo`: the same call twice has the same key. */
export function receiptEvent(
  key: string,
  level: "delivered" | "read",
  upTo: number,
  targets: readonly MessageRef[],
  at: Date,
): InboundEvent {
  return {
    type: "receipt",
    dedupeKey: `${level}:${key}:${upTo}`,
    at,
    origin: "live",
    level,
    targets,
  };
}
