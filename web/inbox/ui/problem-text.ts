import type { TFunction } from "i18next";
import { HubError } from "../api/hub.ts";
import type { en } from "../i18n/en.ts";

/** What went wrong, in the agent's language where we know it, else in the hub's words. */
export function problemText(error: unknown, t: TFunction): string {
  if (!(error instanceof HubError)) return String(error);
  const key = texts[error.code];
  return key === undefined ? error.message : t(key);
}

const texts: Partial<Record<HubError["code"], keyof typeof en>> = {
  unreachable: "problem.unreachable",
  "bad-credentials": "problem.badCredentials",
  "too-many-attempts": "problem.tooManyAttempts",
  "rate-limited": "problem.rateLimited",
  forbidden: "problem.forbidden",
  unauthenticated: "problem.unauthenticated",
  "not-found": "problem.notFound",
  "email-taken": "problem.emailTaken",
  "last-admin": "problem.lastAdmin",
  "wrong-password": "problem.wrongPassword",
  "beyond-own-permissions": "problem.beyondOwnPermissions",
  "channel-not-running": "problem.channelNotRunning",
  "logout-failed": "problem.logoutFailed",
  "body-too-large": "problem.tooLarge",
  internal: "problem.internal",
  unavailable: "problem.unavailable",
};
