import type { TFunction } from "i18next";
import type { Channel } from "../api/schema.ts";
import type { en } from "../i18n/en.ts";

type Code = NonNullable<Channel["status"]["code"]>;

const reasons: Readonly<Record<Code, keyof typeof en>> = {
  "rate-limited": "reason.rateLimited",
  unavailable: "reason.unavailable",
  timeout: "reason.timeout",
  "auth-lost": "reason.authLost",
  "auth-conflict": "reason.authConflict",
  "account-restricted": "reason.accountRestricted",
  "config-invalid": "reason.configInvalid",
  "recipient-unreachable": "reason.recipientUnreachable",
  "window-closed": "reason.windowClosed",
  "too-late": "reason.tooLate",
  "target-not-found": "reason.targetNotFound",
  forbidden: "reason.forbidden",
  unsupported: "reason.unsupported",
  "content-rejected": "reason.contentRejected",
  "media-too-large": "reason.mediaTooLarge",
  "media-expired": "reason.mediaExpired",
  protocol: "reason.protocol",
  internal: "reason.internal",
};

const isCode = (code: string): code is Code => Object.hasOwn(reasons, code);

interface Cause {
  readonly code: string | null;
  /** In the platform's words, or the hub's. */
  readonly reason: string | null;
}

/** Why, in the agent's language where the cause is known, and in the platform's own words besides. */
export function reasonText({ code, reason }: Cause, t: TFunction): string {
  if (code === null || !isCode(code)) return reason ?? "";
  return reason === null ? t(reasons[code]) : `${t(reasons[code])} (${reason})`;
}
