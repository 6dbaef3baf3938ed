import type { FormattedText, MediaKind, Part } from "switchboard/adapter";

/** What the Plain platform puts on the wire. Its adapter and its simulator share nothing else. */
export interface PlainPerson {
  readonly id: string;
  readonly name: string;
}

export type PlainPart =
  | Exclude<Part, { type: "media" } | { type: "unsupported" }>
  | {
      readonly type: "file";
      readonly kind: MediaKind;
      readonly file: string;
      readonly size: number;
      readonly mimeType: string;
      readonly name: string;
      readonly caption?: FormattedText;
    }
  /** Newer than this adapter. */
  | { readonly type: "hologram"; readonly title: string };

export interface PlainMessage {
  readonly id: string;
  readonly thread: string;
  readonly group: boolean;
  readonly from: PlainPerson;
  readonly at: string;
  readonly parts: readonly PlainPart[];
  readonly replyTo?: string;
}

/** `id` names what happened and stays; `seq` is its place in the queue, a new one at each delivery. */
export type PlainEvent = { readonly id: string; readonly seq: number; readonly at: string } & (
  | { readonly type: "message" | "edited"; readonly message: PlainMessage }
  | { readonly type: "deleted"; readonly thread: string; readonly messageId: string }
  | {
      readonly type: "reactions";
      readonly thread: string;
      readonly messageId: string;
      readonly by: PlainPerson;
      readonly emojis: readonly string[];
    }
  | { readonly type: "read"; readonly thread: string; readonly messageIds: readonly string[] }
  | { readonly type: "typing"; readonly thread: string; readonly by: PlainPerson }
);

/** Calls are `POST /<method>` with JSON both ways; errors have a status and `PlainProblem`. */
export interface PlainMethods {
  me: { in: Record<string, never>; out: PlainPerson };
  events: { in: { after: number }; out: { events: readonly PlainEvent[] } };
  history: {
    in: { since: string; page: number };
    out: { events: readonly PlainEvent[]; next?: number };
  };
  webhook: { in: { url: string }; out: Record<string, never> };
  send: {
    in: { thread: string; clientId: string; parts: readonly PlainPart[]; replyTo?: string };
    out: { id: string };
  };
  find: { in: { clientId: string }; out: { ids: readonly string[] } };
  edit: { in: { id: string; parts: readonly PlainPart[] }; out: Record<string, never> };
  delete: { in: { id: string }; out: Record<string, never> };
  react: { in: { id: string; emojis: readonly string[] }; out: Record<string, never> };
  signal: { in: { type: "typing" | "read"; thread: string }; out: Record<string, never> };
}

export interface PlainProblem {
  readonly problem: string;
  readonly retryAfterMs?: number;
}
