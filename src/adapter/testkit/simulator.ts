import type { ChannelErrorCode, FormattedText, MediaKind, Part, WebhookRequest } from "../index.ts";

/** A file as simulators hand it around: small, in memory. */
export interface SimulatedFile {
  readonly kind: MediaKind;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly fileName?: string;
}

/** Content of a message at the simulated platform: `Part`, but media are bytes. */
export type SimulatedPart =
  | Exclude<Part, { type: "media" }>
  | { readonly type: "media"; readonly file: SimulatedFile; readonly caption?: FormattedText };

/** What a customer can send, by name: the media kinds and every other part. */
export type SimulatedPartKind = MediaKind | Exclude<Part["type"], "media" | "unsupported">;

/** Where a simulated person writes: their direct thread with us, or a group. */
export interface SimulatedThread {
  readonly conversationId: string;
  readonly kind: "direct" | "group";
}

/** A message as the platform holds it. */
export interface SimulatedMessage {
  readonly conversationId: string;
  readonly messageId: string;
}

/** What the platform received from us, in order of arrival: a resent message stands here twice. */
export interface SentMessage extends SimulatedMessage {
  readonly parts: readonly SimulatedPart[];
  readonly replyToMessageId?: string;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** Our own reactions on it or on the customer's message of the same id. */
  readonly reactions: readonly string[];
}

/** A person at the platform, writing to our account. Everything they do arrives as the platform sends it. */
export interface SimulatedCustomer {
  readonly id: string;
  readonly name: string;
  readonly direct: SimulatedThread;
  send(
    parts: readonly SimulatedPart[],
    options?: { readonly in?: SimulatedThread; readonly replyTo?: SimulatedMessage },
  ): Promise<SimulatedMessage>;
  edit(message: SimulatedMessage, text: FormattedText): Promise<void>;
  delete(message: SimulatedMessage): Promise<void>;
  react(message: SimulatedMessage, emojis: readonly string[]): Promise<void>;
  type(thread?: SimulatedThread): Promise<void>;
  /** Reads all that we sent to the thread. */
  read(thread?: SimulatedThread): Promise<void>;
}

/**
 * Which of a simulator's optional abilities are there; a suite leaves out what the platform doesn't have, and says so.
 * Read before `start`, to name the tests.
 */
export interface SimulatorAbilities {
  readonly groups: boolean;
  /** What customers can do at this platform. */
  readonly customer: {
    /** What they can send. Absent: text, and all that the adapter's capabilities call `native`. */
    readonly sends?: readonly SimulatedPartKind[];
    readonly edit: boolean;
    readonly delete: boolean;
    readonly react: boolean;
    readonly type: boolean;
    readonly read: boolean;
  };
  readonly ownDevice: boolean;
  /** Backlog is kept while we are away. */
  readonly backlog: boolean;
  /** Tells only whoever is connected at the moment, and never again. No, unless told. */
  readonly pushesOnce?: boolean;
  readonly webhook: boolean;
  /** Events can be had without a public address. Absent: they can; false: every channel gets a webhook address. */
  readonly polling?: boolean;
  /**
   * The platform is somewhere else: it can be away, refuse us, or lose an answer. Absent: it is; false: the adapter is the
   * platform itself, as with a chat on one's own site. What then can go wrong is for the adapter's own tests.
   */
  readonly elsewhere?: boolean;
  /** The platform serves one client at a time. Absent: it does. */
  readonly takeOver?: boolean;
  /** It waits for our acknowledgement and delivers again without. Absent: it does; false: it pushes and forgets. */
  readonly acknowledges?: boolean;
  /** It has an error for too many requests that says how long to wait. Absent: it has. */
  readonly rateLimits?: boolean;
}

/**
 * The platform's side of the wire, on loopback, for the conformance suites, the hub's tests and the demo. The real
 * vendor library talks to it. Faults stay set for exactly the number of calls named, then pass. Making one costs
 * nothing and opens nothing: that is for `start`.
 */
export interface PlatformSimulator {
  readonly abilities: SimulatorAbilities;
  /**
   * Starts to listen. Resolves with settings for a channel that connects to it. `webhook` asks for settings of a
   * channel that gets its events by webhook, at the address the session registers; only where `abilities.webhook`.
   */
  start(options?: { readonly webhook?: boolean }): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
  /**
   * Told where the channel takes webhook calls before the session starts, where the session itself tells nobody:
   * `abilities.polling` and `elsewhere` are false.
   */
  channelAt?(url: string): void;
  /** Finds or makes a customer; the same name is the same person. */
  customer(name: string): SimulatedCustomer;
  /** Finds or makes a group that our account and the members are in. */
  group(title: string, members: readonly SimulatedCustomer[]): SimulatedThread;
  /** Our account writes from another device. */
  readonly ownDevice: {
    send(thread: SimulatedThread, parts: readonly SimulatedPart[]): Promise<SimulatedMessage>;
  };
  /** Something this version of the adapter has no part for. */
  sendUnsupported(from: SimulatedCustomer): Promise<SimulatedMessage>;
  /**
   * Hands the last `n` events to us once more, as the platform does when it missed our acknowledgement. Where `elsewhere`
   * is false it resolves when they are acknowledged again.
   */
  redeliver(n: number): Promise<void>;
  /** The next send is processed and shown to the customer, but its answer is lost on the way. */
  dropResponseAfterProcessing(): void;
  /** The next send is refused with the platform's own error for `code`; false when it has no such error. */
  refuse(code: ChannelErrorCode): boolean;
  /** The next send is refused: too many requests. */
  rateLimit(retryAfterMs: number): void;
  /** The next send is taken (it stands in `sent()`) and never answered. */
  hang(): void;
  /** Nobody reaches the platform until `comeBack`. */
  goOffline(): Promise<void>;
  comeBack(): Promise<void>;
  /** The credentials stop working. */
  revokeCredentials(): void;
  /** Another client takes our place. */
  takeOver(): void;
  /** Drops every connection at once, without a goodbye. */
  crash(): void;
  /** Files can't be had any longer. */
  expireMedia(): void;
  /** How far we acknowledged: the number of events that the platform considers delivered. */
  acknowledged(): number;
  /** Everything we sent, in order of arrival. */
  sent(): readonly SentMessage[];
  /** Resolves as soon as `condition` holds of `sent()`; rejects after `timeoutMs` (10 s unless told). */
  untilSent(
    condition: (sent: readonly SentMessage[]) => boolean,
    timeoutMs?: number,
  ): Promise<readonly SentMessage[]>;
  /** Which conversations we showed "typing…" in, and marked read; in order. */
  signals(): readonly { readonly type: "typing" | "read"; readonly conversationId: string }[];
  /** A genuine webhook call with the last event, for platforms that have webhooks. */
  webhookRequest?(from: SimulatedCustomer, parts: readonly SimulatedPart[]): WebhookRequest;
  /** Secrets that must never be seen outside: each suite scans for them. */
  secrets(): readonly string[];
}
