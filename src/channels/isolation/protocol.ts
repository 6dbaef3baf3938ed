import type {
  Contact,
  ConversationRef,
  HistoryPage,
  InboundEvent,
  Json,
  LoginPrompt,
  MediaRef,
  MessageRef,
  OutboundMedia,
  Part,
  SendRequest,
  SendResult,
  SessionStatus,
  WebhookResponse,
} from "../../adapter/index.ts";
import type { WireError } from "./wire-error.ts";

/** A file of the hub's; its bytes are asked for by the handle. */
export type WireMedia = Omit<OutboundMedia, "open"> & { readonly handle: number };
export type WireParts = readonly Part<WireMedia>[];
export type WireSend = Omit<SendRequest, "parts"> & { readonly parts: WireParts };

/** Bytes at once, or a stream to pull. */
export type WireBody = { readonly bytes: Uint8Array } | { readonly stream: number };
type Pairs = readonly (readonly [string, string])[];

/** What a session's process is started with. */
export interface Start {
  /** The module that exports the adapter, and the name that it has to have. */
  readonly module: string;
  readonly name: string;
  readonly channelId: string;
  readonly config: unknown;
  readonly webhookUrl?: string;
}

export interface WireRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Pairs;
  readonly body?: WireBody;
  readonly redirect: Request["redirect"];
}

export interface WireResponse {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Pairs;
  readonly body?: WireBody;
}

export interface WireWebhook {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Pairs;
  readonly body: Uint8Array;
  readonly address?: string;
}

/** Streams, which both sides lend each other. */
export interface StreamProcedures {
  pull: { in: number; out: Uint8Array | undefined };
  cancel: { in: number; out: void };
}

/** What the hub asks of a session: the contract's members, as plain data. */
export interface SessionProcedures extends StreamProcedures {
  run: { in: Start; out: void };
  send: { in: WireSend; out: SendResult };
  fetchMedia: {
    in: MediaRef;
    out: { readonly stream: number; readonly mimeType?: string; readonly size?: number };
  };
  edit: { in: { target: MessageRef; parts: WireParts; replyContext?: Json }; out: void };
  delete: { in: { target: MessageRef; replyContext?: Json }; out: void };
  react: { in: { target: MessageRef; emojis: readonly string[] }; out: void };
  markRead: {
    in: { conversation: ConversationRef; upTo: MessageRef; replyContext?: Json };
    out: void;
  };
  setTyping: {
    in: { conversation: ConversationRef; typing: boolean; replyContext?: Json };
    out: void;
  };
  fetchHistory: {
    in: { conversation?: ConversationRef; after: Date; page?: string };
    out: HistoryPage;
  };
  reconcile: { in: WireSend; out: SendResult | "not-sent" | "unresolved" };
  resolveContact: {
    in: string;
    out: { readonly contact: Contact; readonly conversation: ConversationRef } | undefined;
  };
  handleWebhook: { in: WireWebhook; out: WebhookResponse };
  logout: { in: null; out: void };
  /** To be answered with `pong`, as long as anything is answered. */
  ping: { in: null; out: void };
  /** How far the hub's clock is ahead of the machine's (ms). */
  clock: { in: number; out: void };
  /** Nothing more is wanted: leave. */
  leave: { in: null; out: void };
}

/** What a session asks of the hub: the context's members, as plain data. */
export interface HostProcedures extends StreamProcedures {
  /** The process listens. Nothing of the channel was handed to it before. */
  hello: { in: null; out: void };
  pong: { in: null; out: void };
  /** The adapter threw where nobody could catch it; the process ends itself. */
  fault: { in: WireError; out: void };
  receive: {
    in: {
      readonly events: readonly InboundEvent[];
      readonly cursor?: { readonly key: string; readonly value: string };
    };
    out: void;
  };
  cursor: { in: string; out: { readonly value: string; readonly storedAt: Date } | undefined };
  status: { in: SessionStatus; out: void };
  login: { in: LoginPrompt; out: Readonly<Record<string, string>> };
  getSecret: { in: string; out: Json | undefined };
  setSecret: { in: { readonly key: string; readonly value: Json }; out: void };
  deleteSecret: { in: string; out: void };
  privateDirectory: { in: null; out: string };
  log: {
    in: {
      readonly level: "debug" | "info" | "warn" | "error";
      readonly details: unknown;
      readonly message: string;
    };
    out: void;
  };
  sleep: { in: number; out: void };
  fetch: { in: WireRequest; out: WireResponse };
  openMedia: { in: number; out: number };
}
