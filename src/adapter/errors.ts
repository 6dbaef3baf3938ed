/** Every way a platform can refuse, in one vocabulary. The hub's retry table is keyed by it. */
export const channelErrorCodes = [
  // may pass by itself
  "rate-limited",
  "unavailable",
  "timeout",
  // the account needs a person
  "auth-lost",
  "auth-conflict",
  "account-restricted",
  "config-invalid",
  // this request can never succeed
  "recipient-unreachable",
  "window-closed",
  "too-late",
  "target-not-found",
  "forbidden",
  "unsupported",
  "content-rejected",
  "media-too-large",
  "media-expired",
  // the platform or its library broke its contract; our own bug
  "protocol",
  "internal",
] as const;

export type ChannelErrorCode = (typeof channelErrorCodes)[number];

/** `not-sent` only when it is certain that the platform did not process the request. */
export type ChannelErrorOutcome = "not-sent" | "unknown";

export interface ChannelErrorInit {
  readonly code: ChannelErrorCode;
  readonly outcome: ChannelErrorOutcome;
  /** For a person, without secrets: it is stored and shown to agents. */
  readonly message?: string;
  /** Of `rate-limited`: how long the platform wants us to wait. */
  readonly retryAfterMs?: number;
  /** Of a migrated thread: its new id; the hub re-points the conversation and sends again there, once. */
  readonly migratedTo?: string;
  readonly cause?: unknown;
}

/**
 * The only error that an adapter throws on purpose. Anything else that comes out of one is taken as
 * `internal` with outcome `unknown`: the hub can't know whether bytes left, so it will not send again.
 */
export class ChannelError extends Error implements ChannelErrorInit {
  override readonly name = "ChannelError";
  readonly code: ChannelErrorCode;
  readonly outcome: ChannelErrorOutcome;
  readonly retryAfterMs?: number;
  readonly migratedTo?: string;

  constructor(init: ChannelErrorInit) {
    super(init.message ?? init.code, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.outcome = init.outcome;
    if (init.retryAfterMs !== undefined) this.retryAfterMs = init.retryAfterMs;
    if (init.migratedTo !== undefined) this.migratedTo = init.migratedTo;
  }

  /** What any thrown value means to the hub. */
  static from(thrown: unknown): ChannelError {
    if (thrown instanceof ChannelError) return thrown;
    // From an adapter package with a copy of this kit of its own: another class, the same meaning.
    if (isChannelErrorLike(thrown)) return new ChannelError(thrown);
    return new ChannelError({
      code: "internal",
      outcome: "unknown",
      message: "The adapter failed unexpectedly; the log has the details.",
      cause: thrown,
    });
  }
}

function isChannelErrorLike(thrown: unknown): thrown is Error & ChannelErrorInit {
  return (
    thrown instanceof Error &&
    thrown.name === "ChannelError" &&
    "code" in thrown &&
    channelErrorCodes.some((code) => code === thrown.code) &&
    "outcome" in thrown &&
    (thrown.outcome === "not-sent" || thrown.outcome === "unknown")
  );
}
