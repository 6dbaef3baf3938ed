import type { Json } from "./json.ts";
import type { Author, ConversationRef, MediaRef, MessageRef } from "./references.ts";

/** Part of a text that looks different. A platform that can't show it shows the bare text. */
export interface Span {
  /** UTF-16 offsets into `text`, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly style:
    | "bold"
    | "italic"
    | "underline"
    | "strike"
    | "code"
    | "pre"
    | "quote"
    | "spoiler"
    | "link"
    | "mention";
  /** Of a link its address, of a mention the contact's id, of `pre` the language. */
  readonly value?: string;
}

/** What the person typed, plus spans: never markup, so `2*3*4` stays `2*3*4`. */
export interface FormattedText {
  readonly text: string;
  readonly spans?: readonly Span[];
}

export type MediaKind = "image" | "video" | "animation" | "audio" | "voice" | "file" | "sticker";

/** A piece of a message's content. `M` is a reference on the way in, replayable bytes on the way out. */
export type Part<M = MediaRef> =
  | { readonly type: "text"; readonly text: FormattedText }
  | {
      readonly type: "media";
      readonly kind: MediaKind;
      readonly media: M;
      readonly caption?: FormattedText;
    }
  | {
      readonly type: "location";
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  | {
      readonly type: "contact-card";
      readonly name: string;
      readonly phones: readonly string[];
      readonly vcard?: string;
    }
  | {
      readonly type: "link";
      readonly url: string;
      readonly title?: string;
      readonly description?: string;
    }
  | {
      readonly type: "poll";
      readonly question: string;
      readonly options: readonly string[];
      readonly multiple: boolean;
    }
  /** A button the customer pressed, a menu entry they chose. */
  | { readonly type: "action"; readonly value: string; readonly label?: string }
  /** Something this version can't read. Always handed over, so that agents see that it came. */
  | { readonly type: "unsupported"; readonly platformType: string; readonly fallback: string };

/** One platform message. An album is several messages with one `albumId`. */
export interface Message {
  readonly id: string;
  readonly conversation: ConversationRef;
  readonly author: Author;
  /** The platform's time, never ours. */
  readonly sentAt: Date;
  readonly parts: readonly Part[];
  readonly albumId?: string;
  readonly replyTo?: MessageRef & { readonly excerpt?: string };
  readonly mentionsSelf?: boolean;
  readonly forwarded?: boolean;
  /** The `clientMessageId` of a send of ours, when the platform's echo lets us tell. */
  readonly clientMessageId?: string;
  /**
   * Of a `system` message in a direct conversation: ids of people on this channel whom its customer may be as well, as
   * after a login that gave everybody new ids. Agents are asked; nobody is joined on this word alone.
   */
  readonly resembles?: readonly string[];
  /** Opaque; stored with the message and handed back in `SendRequest.replyContext`. Never a secret. */
  readonly replyContext?: Json;
}
