import type { AuthErrorCode } from "../auth/errors.ts";
import type { ChannelProblemCode } from "../channels/problems.ts";
import type { InboxErrorCode } from "../inbox/errors.ts";

/** Codes of the API itself; the domain's own come on top. Stable: clients may depend on them. */
type ApiProblemCode =
  | "invalid-request"
  | "malformed-json"
  | "unauthenticated"
  | "forbidden"
  | "origin-refused"
  | "not-found"
  | "method-not-allowed"
  | "body-too-large"
  | "unsupported-media-type"
  | "rate-limited"
  | "request-aborted"
  | "internal"
  | "unavailable";

export type ProblemCode =
  | ApiProblemCode
  | AuthErrorCode
  | ChannelProblemCode
  | Exclude<InboxErrorCode, "invalid">;

/** Every code with its status and a title that never changes from case to case. */
export const problems: Readonly<
  Record<ProblemCode, { readonly status: number; readonly title: string }>
> = {
  "settings-invalid": { status: 400, title: "The channel's settings are not valid" },
  "invalid-request": { status: 400, title: "The request is not valid" },
  "malformed-json": { status: 400, title: "The body is not JSON" },
  "request-aborted": { status: 400, title: "The request ended too early" },
  unauthenticated: { status: 401, title: "Sign in first" },
  "bad-credentials": { status: 401, title: "Sign-in failed" },
  forbidden: { status: 403, title: "Not allowed" },
  "origin-refused": { status: 403, title: "The request comes from another site" },
  "wrong-password": { status: 403, title: "Wrong password" },
  "setup-refused": { status: 403, title: "The set-up link is not valid" },
  "beyond-own-permissions": { status: 403, title: "Nobody can grant more than they may do" },
  "not-found": { status: 404, title: "Not found" },
  "channel-not-found": { status: 404, title: "Channel not found" },
  "adapter-not-found": { status: 404, title: "Adapter not found" },
  "agent-not-found": { status: 404, title: "Agent not found" },
  "api-key-not-found": { status: 404, title: "API key not found" },
  "method-not-allowed": { status: 405, title: "This address does not take that method" },
  "email-taken": { status: 409, title: "The e-mail address is taken" },
  conflict: { status: 409, title: "Not possible in this state" },
  stale: { status: 409, title: "The conversation has changed" },
  "adapter-broken": { status: 409, title: "The adapter can't be loaded" },
  "channel-not-running": { status: 409, title: "The channel is not running" },
  "login-step-over": { status: 409, title: "The login has moved on" },
  "last-admin": { status: 409, title: "The last admin has to stay" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body has the wrong type" },
  "idempotency-key-reused": { status: 422, title: "The Idempotency-Key is used up" },
  "unsupported-by-channel": { status: 422, title: "The channel can't do this" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "too-many-attempts": { status: 429, title: "Too many tries" },
  internal: { status: 500, title: "The hub failed" },
  "logout-failed": { status: 502, title: "The platform did not log out" },
  unavailable: { status: 503, title: "Not available right now" },
};

/** What is wrong with one place of a request. */
export interface FieldError {
  readonly in: "path" | "query" | "header" | "body";
  /** `parts.0.text`; empty for the whole. */
  readonly field: string;
  readonly message: string;
}

interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the answer, declared by the route. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An answer other than success. What it says is sent to the client as it is: no secrets, nothing of the inside. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.code = code;
    this.extras = extras;
  }

  get status(): number {
    return problems[this.code].status;
  }

  /** RFC 9457. */
  toBody(requestId: string): Readonly<Record<string, unknown>> {
    return {
      ...this.extras.members,
      type: `urn:switchboard:problem:${this.code}`,
      title: problems[this.code].title,
      status: this.status,
      code: this.code,
      detail: this.message,
      requestId,
      ...(this.extras.errors === undefined ? {} : { errors: this.extras.errors }),
    };
  }
}

/** The header that tells when to come back. */
export function retryAfter(ms: number): Readonly<Record<string, string>> {
  return { "Retry-After": String(Math.max(1, Math.ceil(ms / 1000))) };
}
