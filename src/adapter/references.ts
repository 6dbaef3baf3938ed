import type { Json } from "./json.ts";

/** A thread on the platform. `id` is the platform's own id as a string, byte for byte. */
export interface ConversationRef {
  readonly id: string;
  readonly kind: "direct" | "group" | "channel";
  /** A topic inside the thread, where the platform has them (Telegram forum topics). */
  readonly threadId?: string;
}

/** A message on the platform. `messageId` need only be unique inside its conversation. */
export interface MessageRef {
  readonly conversationId: string;
  readonly messageId: string;
}

/** A file at the platform, not its bytes: those are asked for with `ChannelSession.fetchMedia`. */
export interface MediaRef {
  /** Opaque to the hub, stored, and enough for `fetchMedia` after a restart. Never a secret. */
  readonly ref: Json;
  readonly mimeType?: string;
  readonly fileName?: string;
  /** Bytes, as the platform announced them. */
  readonly size?: number;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  /** After this the platform no longer hands it out. */
  readonly expiresAt?: Date;
}

/** A person as one channel knows them. */
export interface Contact {
  /** The platform's id, byte for byte; unique on the channel. */
  readonly id: string;
  /** Other names of the same person, typed: `phone:+86…`, `wa-lid:…`, `username:…`, `remark:…`. */
  readonly aliases?: readonly string[];
  readonly name?: string;
  readonly avatar?: MediaRef;
  /** BCP 47, as the platform says it. */
  readonly locale?: string;
  readonly isBot?: boolean;
}

/** `self` is our account, from whichever device; `system` is the platform. */
export interface Author {
  readonly kind: "customer" | "self" | "system";
  readonly contact?: Contact;
}
