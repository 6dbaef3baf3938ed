/** What the hub's website chat says and takes: see adapters/webchat/README.md. */

type Ask = "off" | "optional" | "required";

export interface Config {
  readonly name: string;
  readonly colour: string;
  readonly position: "left" | "right";
  readonly greeting?: string;
  readonly form: { readonly name: Ask; readonly email: Ask };
  readonly hours: {
    readonly open: boolean;
    readonly opensAt?: string;
    readonly replyTime?: string;
    readonly closedText?: string;
  };
  readonly limits: {
    readonly textLength: number;
    readonly fileBytes: number;
    /** MIME types, or families of them: `image/*`. */
    readonly fileTypes: readonly string[];
  };
  readonly signedOnly: boolean;
}

export interface Visit {
  readonly visitor: { readonly id: string; readonly name?: string; readonly signed: boolean };
  readonly lastEntry: number;
  readonly unread: number;
}

export interface Span {
  readonly start: number;
  readonly end: number;
  readonly style: string;
  readonly value?: string;
}

export interface StoredFile {
  readonly fileId: string;
  readonly mimeType: string;
  readonly fileName: string;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
}

export interface Message {
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

/** One line of the visitor's mailbox: a message, or what became of one. `n` rises and never comes twice. */
export type Entry = { readonly n: number } & (
  | { readonly type: "message" | "edited"; readonly message: Message }
  | { readonly type: "deleted"; readonly messageId: string }
  | { readonly type: "reaction"; readonly messageId: string; readonly emojis: readonly string[] }
  /** An agent has seen what the visitor wrote, up to this entry. */
  | { readonly type: "read"; readonly upTo: number }
);

export interface Entries {
  readonly entries: readonly Entry[];
  readonly last: number;
  readonly typing?: { readonly until: string };
}
