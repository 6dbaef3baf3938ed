import {
  type ChannelError,
  type ChannelErrorCode,
  channelErrorCodes,
  type SessionStatus,
} from "../adapter/index.ts";
import type { ChannelAction, ChannelStatus } from "./channel.ts";

type SessionState = SessionStatus["state"];

/** What a session may say next. It starts in `starting`; after `stopped` it has nothing more to say. */
const nextStates: Readonly<Record<SessionState, readonly SessionState[]>> = {
  starting: ["starting", "login-required", "syncing", "connected", "reconnecting", "stopped"],
  "login-required": [
    "starting",
    "login-required",
    "syncing",
    "connected",
    "reconnecting",
    "stopped",
  ],
  syncing: ["syncing", "login-required", "connected", "reconnecting", "stopped"],
  connected: ["connected", "login-required", "syncing", "reconnecting", "stopped"],
  reconnecting: ["reconnecting", "login-required", "syncing", "connected", "stopped"],
  stopped: [],
};

/** Why a session must not say this now; undefined when it may. Adapters are foreign code: anything may come. */
export function whyIllegal(from: SessionState, status: SessionStatus): string | undefined {
  const to: unknown = (status as Partial<SessionStatus> | undefined)?.state;
  if (typeof to !== "string" || !Object.hasOwn(nextStates, to)) {
    return `the adapter reported the state ${JSON.stringify(to)}, which a session can't have`;
  }
  if (!nextStates[from].includes(to as SessionState)) {
    return `the adapter went from ${from} to ${to}, which is not possible`;
  }
  if (status.state === "reconnecting" && !channelErrorCodes.includes(status.code)) {
    return "the adapter reported reconnecting without a reason that there is";
  }
  if (status.state === "connected" && typeof (status.self as unknown) !== "object") {
    return "the adapter reported connected without saying as whom";
  }
  return undefined;
}

/** Longest time from the start, or from a lost connection's next try, to `connected`. */
const connectWithinMs = 120_000;

/** When a session in this state has taken too long (ms); undefined where it may take for ever. */
export function deadlineOf(status: SessionStatus, now: number): number | undefined {
  switch (status.state) {
    case "starting":
    case "syncing":
      return now + connectWithinMs;
    case "reconnecting": {
      const retryAt = status.retryAt instanceof Date ? status.retryAt.getTime() : now;
      return (retryAt > now ? retryAt : now) + connectWithinMs;
    }
    default:
      return undefined;
  }
}

/** What a session's word means for the channel. */
export function statusOf(status: SessionStatus, now: Date): ChannelStatus {
  switch (status.state) {
    case "connected":
      return status.missedSince instanceof Date
        ? { state: status.state, message: gapInPlainWords(status.missedSince, now) }
        : { state: status.state };
    case "login-required":
      return {
        state: status.state,
        action: "relogin",
        ...(status.reason !== undefined && { message: status.reason }),
      };
    case "reconnecting":
      return { state: status.state, code: status.code, message: inPlainWords[status.code] };
    default:
      return { state: status.state };
  }
}

function gapInPlainWords(from: Date, until: Date): string {
  const minute = (time: Date): string => time.toISOString().slice(0, 19).replace("T", " ");
  return (
    `What was written from ${minute(from)} to ${minute(until)} (UTC) may be missing here: ` +
    "the platform keeps nothing for later. Look on the phone."
  );
}

/** What happens after a session ended with an error. */
export interface Aftermath {
  readonly status: ChannelStatus;
  /** `back-off`: as the supervisor counts; a number: after so many ms; `never`: when a person did something. */
  readonly again: "back-off" | "never" | number;
}

const accountCodes: Partial<
  Record<ChannelErrorCode, { readonly action: ChannelAction; readonly again: "never" | number }>
> = {
  "auth-lost": { action: "relogin", again: "never" },
  "config-invalid": { action: "fix-settings", again: "never" },
  // The other client may go away by itself.
  "auth-conflict": { action: "restart", again: 60_000 },
  // Platforms lift restrictions after hours; asking more often can prolong them.
  "account-restricted": { action: "wait", again: 60 * 60_000 },
};

export function isAccountCode(code: ChannelErrorCode): boolean {
  return accountCodes[code] !== undefined;
}

export function aftermathOf(error: ChannelError): Aftermath {
  const { code } = error;
  const message = error.message === code ? inPlainWords[code] : error.message;
  const account = accountCodes[code];
  return account === undefined
    ? { status: { state: "reconnecting", code, message }, again: "back-off" }
    : {
        status: { state: "failed", code, message, action: account.action },
        again: account.again,
      };
}

/** For a session's errors; those of a single message are worded by delivery. */
const inPlainWords: Readonly<Record<ChannelErrorCode, string>> = {
  "rate-limited": "The platform asks us to slow down.",
  unavailable: "The platform can't be reached at the moment.",
  timeout: "The platform didn't answer in time.",
  "auth-lost": "The platform no longer accepts the login; log in again.",
  "auth-conflict": "Another client uses this account; close it there, or wait until it is gone.",
  "account-restricted": "The platform restricts this account at the moment.",
  "config-invalid": "The settings don't work; correct them.",
  "recipient-unreachable": "The recipient can't be reached.",
  "window-closed": "The platform no longer allows a reply here.",
  "too-late": "The platform no longer allows this.",
  "target-not-found": "The platform doesn't know what was asked for.",
  forbidden: "The platform doesn't allow this.",
  unsupported: "The platform can't do this.",
  "content-rejected": "The platform refused the content.",
  "media-too-large": "The file is too large for the platform.",
  "media-expired": "The platform no longer has the file.",
  protocol: "The platform answered in a way the adapter doesn't understand.",
  internal: "The adapter failed unexpectedly; the log has the details.",
};
