import type { Capabilities } from "./capabilities.ts";
import type { ChannelErrorCode } from "./errors.ts";
import type { InboundEvent } from "./events.ts";
import type { Json } from "./json.ts";
import type { Part } from "./message.ts";
import type { Contact, ConversationRef, MediaRef, MessageRef } from "./references.ts";

/** What a session says of itself. `failed` is for the hub alone to set. */
export type SessionStatus =
  | { readonly state: "starting" | "stopped" }
  | { readonly state: "login-required"; readonly reason?: string }
  /** `progress` from 0 to 1. */
  | { readonly state: "syncing"; readonly progress?: number }
  /** `missedSince`: what was written since then is lost to us, because the platform keeps nothing for later. */
  | { readonly state: "connected"; readonly self: Contact; readonly missedSince?: Date }
  | { readonly state: "reconnecting"; readonly code: ChannelErrorCode; readonly retryAt: Date };

/** A step the operator has to take. The same for the first login and for every later one. */
export type LoginPrompt = { readonly stepId: string; readonly instructions?: string } & (
  | { readonly type: "qr"; readonly data: string; readonly expiresAt?: Date }
  | { readonly type: "code"; readonly code: string }
  | { readonly type: "wait" }
  | {
      readonly type: "input";
      readonly fields: readonly {
        readonly id: string;
        readonly label: string;
        readonly secret?: boolean;
        readonly pattern?: string;
      }[];
    }
);

/** The channel's log. Never hand it a token, a QR code or a customer's text. */
export interface SessionLog {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Replaceable time, so that back-off and time-outs are tested in milliseconds. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What the hub lends to one session. */
export interface SessionContext<C> {
  readonly channelId: string;
  readonly config: C;
  readonly log: SessionLog;
  /**
   * Stores events and the cursor in ONE transaction. Acknowledge to the platform only after it resolves; when it
   * rejects, don't acknowledge, and offer the events again later. Duplicates are no-ops that resolve.
   */
  receive(
    events: readonly InboundEvent[],
    cursor?: { readonly key: string; readonly value: string },
  ): Promise<void>;
  /** The value last stored under `key` by `receive`, and when. */
  cursor(key: string): Promise<{ readonly value: string; readonly storedAt: Date } | undefined>;
  /** Tells the hub how the session is; call it at every change. */
  status(status: SessionStatus): void;
  /**
   * Shows a step to the operator and makes the channel `login-required`; a newer call replaces it. Resolves with the
   * answers for `input`, else at once: then wait for the platform's word. Rejects when `signal` aborts.
   */
  login(prompt: LoginPrompt, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Encrypted at rest, removed with the channel. */
  readonly secrets: {
    get(key: string): Promise<Json | undefined>;
    set(key: string, value: Json): Promise<void>;
    delete(key: string): Promise<void>;
  };
  /** A directory of the channel's own (mode 0700) that survives restarts and goes with the channel. */
  privateDirectory(): Promise<string>;
  readonly clock: Clock;
  /**
   * Use this one only: it is guarded (private addresses are refused unless the operator allows them) and can be watched
   * in tests. `ChannelError.fromFetch` says what its rejections mean.
   */
  readonly fetch: typeof fetch;
  /** Where the platform can reach `handleWebhook`; absent when the operator gave the hub no public address. */
  readonly webhookUrl?: string;
}

/** Bytes to send. `open` may be called again for another attempt. */
export interface OutboundMedia {
  readonly mimeType: string;
  readonly fileName: string;
  readonly size: number;
  /** Pixels and milliseconds, where the hub knows them. */
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  open(): Promise<ReadableStream<Uint8Array>>;
}

export interface SendRequest {
  /** The same at every attempt: hand it to platforms that deduplicate. */
  readonly clientMessageId: string;
  readonly conversation: ConversationRef;
  readonly parts: readonly Part<OutboundMedia>[];
  readonly replyTo?: MessageRef;
  /** `Message.replyContext` of the message answered, or of the customer's last one. */
  readonly replyContext?: Json;
  /** 1 for the first. */
  readonly attempt: number;
}

export interface SendResult {
  /** All platform messages that came of it, in order: long text is split. Empty only for `sendOutcome` echo or blind. */
  readonly messageIds: readonly string[];
  readonly sentAt?: Date;
  /** `accepted`: taken on, the receipt comes later. `sent`: at the platform. */
  readonly level: "accepted" | "sent";
  /** In plain words, what was degraded on the way (`capabilities` said `fallback`). */
  readonly degraded?: readonly string[];
}

export interface HistoryPage {
  readonly events: readonly InboundEvent[];
  readonly next?: string;
}

/** A webhook call, in web-standard types, with the body as it came (signatures are over bytes). */
export interface WebhookRequest {
  readonly method: string;
  /** What follows the channel's own webhook address, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /**
   * The caller's network, where the hub knows it (IPv6 as its /64): to limit how often it calls, in memory. Must not be
   * stored, logged or handed on.
   */
  readonly address?: string;
}

/** What is answered, as a whole: bytes (a file) are sent as they are, text as UTF-8. */
export interface WebhookResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * One connected account. Three members are required; every other one is there exactly when the capability says so.
 * Each call may reject with a `ChannelError`; anything else counts as `internal`, outcome `unknown`.
 */
export interface ChannelSession {
  /**
   * Lives as long as the session: resolves after an abort (within 15 s, nothing left behind), rejects when the
   * session can't go on. Never restart by yourself: the supervisor does, with back-off. It also does when neither
   * `connected` nor `login-required` is said within two minutes.
   */
  run(signal: AbortSignal): Promise<void>;
  /**
   * One attempt. Must not retry. Called for one conversation at a time, and only while `connected`. When its time is
   * up, `signal` aborts with a `TimeoutError`: reject with `timeout`. Once a part of it is sent, every failure is
   * `unknown`.
   */
  send(request: SendRequest, signal: AbortSignal): Promise<SendResult>;
  /** Pure. Without a conversation: the best case. */
  capabilities(conversation?: ConversationRef): Capabilities;
  /** Streams a stored reference; may be asked again, also after a restart. */
  fetchMedia?(
    media: MediaRef,
    signal: AbortSignal,
  ): Promise<{
    readonly body: ReadableStream<Uint8Array>;
    readonly mimeType?: string;
    readonly size?: number;
  }>;
  edit?(
    target: MessageRef,
    parts: readonly Part<OutboundMedia>[],
    signal: AbortSignal,
    replyContext?: Json,
  ): Promise<void>;
  delete?(target: MessageRef, signal: AbortSignal, replyContext?: Json): Promise<void>;
  /** Sets our whole set of reactions; empty takes them back. */
  react?(target: MessageRef, emojis: readonly string[], signal: AbortSignal): Promise<void>;
  markRead?(
    conversation: ConversationRef,
    upTo: MessageRef,
    signal: AbortSignal,
    replyContext?: Json,
  ): Promise<void>;
  /** Best effort; a rejection is logged and forgotten. */
  setTyping?(
    conversation: ConversationRef,
    typing: boolean,
    signal: AbortSignal,
    replyContext?: Json,
  ): Promise<void>;
  fetchHistory?(
    conversation: ConversationRef | undefined,
    after: Date,
    page: string | undefined,
    signal: AbortSignal,
  ): Promise<HistoryPage>;
  /** After an `unknown` send: prove what became of it. Must not send. */
  reconcile?(
    request: SendRequest,
    signal: AbortSignal,
  ): Promise<SendResult | "not-sent" | "unresolved">;
  /** Finds whom an address belongs to; undefined when nobody. */
  resolveContact?(
    address: string,
    signal: AbortSignal,
  ): Promise<{ readonly contact: Contact; readonly conversation: ConversationRef } | undefined>;
  /**
   * Must authenticate the call before anything else (401), and answer 2xx only after `receive` resolved; 503 when that
   * rejected, 4xx what makes no sense. Its own rejection is answered with 503 and counts as a fault of the adapter.
   */
  handleWebhook?(request: WebhookRequest): Promise<WebhookResponse>;
  /** Ends the account's session at the platform, so that the credentials stop working where it can be done. */
  logout?(signal: AbortSignal): Promise<void>;
}
