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

  /**
   * What a rejection of `context.fetch` means. `not-sent` only where no connection came to stand: of anything later the
   * platform may have processed the request. `signal` is the one that was given to the call.
   */
  static fromFetch(thrown: unknown, signal?: AbortSignal): ChannelError {
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    // The hub's own guard, before any byte left.
    if (name === "ForbiddenRequestError") {
      return new ChannelError({ code: "config-invalid", outcome: "not-sent", message });
    }
    const isLate = name === "TimeoutError" || (signal?.aborted && isTimeout(signal.reason));
    const codes = codesOf(thrown);
    const neverConnected = codes.length > 0 && codes.every((code) => connectCodes.has(code));
    return new ChannelError({
      code: isLate ? "timeout" : "unavailable",
      outcome: neverConnected ? "not-sent" : "unknown",
      message: isLate
        ? "The platform didn't answer in time."
        : neverConnected
          ? "The platform can't be reached."
          : "The connection to the platform broke before its answer came.",
      cause: thrown,
    });
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

/** Codes that Node gives only while it looks a name up or connects. */
const connectCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Of the cause of a failed fetch, or, where several addresses were tried, of each of them. */
function codesOf(thrown: unknown): readonly string[] {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const causes: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return causes.flatMap((one) =>
    one instanceof Error && "code" in one && typeof one.code === "string" ? [one.code] : [],
  );
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "TimeoutError";
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
