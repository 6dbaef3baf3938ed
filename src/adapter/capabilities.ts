import type { DeliveryLevel } from "./events.ts";
import type { MediaKind, Part, Span } from "./message.ts";

/** `native`: as the platform does it. `fallback`: delivered, degraded and said so. `none`: refused before sending. */
export type Support = "native" | "fallback" | "none";

export interface MediaLimits {
  readonly support: Support;
  /** Accepted types, `image/*` allowed. Absent: all of them. */
  readonly mimeTypes?: readonly string[];
  readonly maxBytes?: number;
  /** In `Capabilities.text.maxLength`'s unit. */
  readonly maxCaptionLength?: number;
}

/** What a channel can do, as data: shown in the composer, enforced before sending, proved by the conformance kit. */
export interface Capabilities {
  /** `maxLength` in UTF-16 code units per platform message; longer text is split by the adapter. */
  readonly text: { readonly maxLength: number; readonly styles: readonly Span["style"][] };
  readonly media: Readonly<Partial<Record<MediaKind, MediaLimits>>>;
  readonly parts: Readonly<Partial<Record<Exclude<Part["type"], "text" | "media">, Support>>>;
  readonly partsPerMessage: number;
  readonly reply: Support;
  readonly reactions: Support;
  readonly typing: { readonly send: boolean; readonly receive: boolean };
  readonly edit: { readonly support: Support; readonly windowMs?: number };
  readonly delete: { readonly support: Support; readonly windowMs?: number };
  /** Which receipts the platform sends by itself. */
  readonly receipts: readonly DeliveryLevel[];
  readonly markRead: boolean;
  readonly groups: boolean;
  /** May we write first? */
  readonly startConversation: boolean;
  /** No free reply later than this after the customer's last message. */
  readonly replyWindowMs?: number;
  readonly history: "none" | "catch-up" | "full";
  /** `ephemeral`: the hub downloads at once. */
  readonly mediaRetention: "durable" | "ephemeral";
  /** `session`: contact ids change at a new login. */
  readonly identity: "stable" | "session";
  /** Where the platform's id of a sent message comes from: the answer, only the echo, or nowhere. */
  readonly sendOutcome: "exact" | "echo" | "blind";
  readonly rate?: { readonly perSecond?: number; readonly perConversationPerSecond?: number };
}

/** Of a platform that has nothing but plain text between two people: a start to spread and add to. */
export function textOnly(maxLength: number): Capabilities {
  return {
    text: { maxLength, styles: [] },
    media: {},
    parts: {},
    partsPerMessage: 1,
    reply: "none",
    reactions: "none",
    typing: { send: false, receive: false },
    edit: { support: "none" },
    delete: { support: "none" },
    receipts: [],
    markRead: false,
    groups: false,
    startConversation: false,
    history: "none",
    mediaRetention: "durable",
    identity: "stable",
    sendOutcome: "exact",
  };
}
