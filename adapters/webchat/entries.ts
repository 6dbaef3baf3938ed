import type { MediaKind, Span } from "switchboard/adapter";

/** A file in a visitor's folder, as the widget is told of it. */
export interface StoredFile {
  readonly fileId: string;
  readonly kind: MediaKind;
  readonly mimeType: string;
  readonly fileName: string;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
}

export interface ChatMessage {
  readonly id: string;
  readonly from: "visitor" | "agent";
  readonly agentName?: string;
  readonly sentAt: string;
  readonly text?: string;
  readonly spans?: readonly Span[];
  readonly file?: StoredFile;
  /** The id of the message that this one answers. */
  readonly replyTo?: string;
  readonly editedAt?: string;
  readonly deleted?: boolean;
}

/** What happened, as the widget is told of it. */
export type Happening =
  | { readonly type: "message" | "edited"; readonly message: ChatMessage }
  | { readonly type: "deleted"; readonly messageId: string }
  /** Of the agents; their whole set. */
  | { readonly type: "reaction"; readonly messageId: string; readonly emojis: readonly string[] }
  /** An agent has seen what the visitor wrote, up to this entry. */
  | { readonly type: "read"; readonly upTo: number };

/** A happening in a mailbox. `n` rises there and never comes twice. */
export type Entry = Happening & { readonly n: number };

/** Who the visitor is, as far as they or the site said, and where they were last. */
export interface Visitor {
  readonly id: string;
  readonly signed: boolean;
  readonly name?: string;
  readonly email?: string;
  readonly locale?: string;
  readonly page?: { readonly url: string; readonly title: string };
}

/** What a mailbox remembers that is no happening: `given` and `seen` are entries that the visitor has got, and has read. */
export type Note =
  | { readonly type: "visitor"; readonly visitor: Visitor }
  | { readonly type: "given" | "seen"; readonly upTo: number };

/** A line of the log. */
export type Line = Entry | Note;
