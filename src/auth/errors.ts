/** Every way that `auth` refuses. The API has a status for each. */
export const authErrorCodes = [
  "bad-credentials",
  "wrong-password",
  "too-many-attempts",
  "setup-refused",
  "email-taken",
  "last-admin",
  "beyond-own-permissions",
  "agent-not-found",
  "api-key-not-found",
] as const;

export type AuthErrorCode = (typeof authErrorCodes)[number];

/** A refusal, with a sentence for the person who asked. */
export class AuthError extends Error {
  override readonly name = "AuthError";
  readonly code: AuthErrorCode;
  /** Of `too-many-attempts`: when to try again. */
  readonly retryAfterMs?: number;

  constructor(code: AuthErrorCode, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}
