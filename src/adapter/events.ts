import type { ChannelErrorCode } from "./errors.ts";
import type { Json } from "./json.ts";
import type { Message } from "./message.ts";
import type { Contact, ConversationRef, MessageRef } from "./references.ts";

/** What a platform tells of a message of ours. Levels only rise; `failed` ends them. */
export type DeliveryLevel = "sent" | "delivered" | "read" | "failed";

/** What happened, whichever of the shapes below it has. */
interface EventHeader {
  /**
   * Chosen by the adapter, unique on the channel, the same at every redelivery. Not the message id: an edit and a
   * receipt of one message are events of their own. At most 255 bytes of UTF-8.
   */
  readonly dedupeKey: string;
  /** The platform's time of the event. */
  readonly at: Date;
  /** `catch-up`: happened while we were away. `history`: old; it must not notify, route or start a clock. */
  readonly origin: "live" | "catch-up" | "history";
  /** The platform's payload as it came, for replay after a fix. Without secrets. */
  readonly raw?: Json;
}

/** The shapes are whole states, not changes: applying one twice or late does no harm. */
export type InboundEvent = EventHeader &
  (
    | { readonly type: "message"; readonly message: Message }
    /** Carries the whole message as it is now. */
    | { readonly type: "message-edited"; readonly message: Message }
    | { readonly type: "message-deleted"; readonly target: MessageRef }
    /** `emojis` is the actor's whole set now; empty when they took the last one back. */
    | {
        readonly type: "reactions";
        readonly target: MessageRef;
        readonly actor: Contact;
        readonly emojis: readonly string[];
      }
    | {
        readonly type: "receipt";
        readonly level: DeliveryLevel;
        readonly targets: readonly MessageRef[];
        readonly error?: ChannelErrorCode;
      }
    /** Passed on to whoever looks, never stored. */
    | {
        readonly type: "typing";
        readonly conversation: ConversationRef;
        readonly actor: Contact;
        readonly expiresInMs: number;
      }
    /** `previousId`: the platform renamed the person; history stays with them. */
    | { readonly type: "contact-changed"; readonly contact: Contact; readonly previousId?: string }
    /** `previousId`: the thread has a new id (a Telegram group became a supergroup). */
    | {
        readonly type: "conversation-changed";
        readonly conversation: ConversationRef;
        readonly title?: string;
        readonly previousId?: string;
        readonly reachability?: "open" | "blocked" | "left";
      }
  );
