/** What can be wrong with a request to the inbox; the API has a status for each. */
export type InboxErrorCode =
  | "not-found"
  /** Somebody wrote or changed something since the caller looked. */
  | "stale"
  /** The idempotency key was used for something else. */
  | "idempotency-key-reused"
  /** The channel can't do this: refused before anything is sent. */
  | "unsupported-by-channel"
  | "invalid"
  /** It is there, but not for the caller to change. */
  | "forbidden"
  /** Not in this state. */
  | "conflict";

/** A request to the inbox that can't be carried out. Nothing was changed. */
export class InboxError extends Error {
  override readonly name = "InboxError";
  readonly code: InboxErrorCode;
  /** More for the caller, plain: what changed, which part is refused. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: InboxErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export function notFound(what: string): InboxError {
  return new InboxError("not-found", `There is no such ${what}.`);
}
