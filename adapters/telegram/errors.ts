import { ChannelError } from "switchboard/adapter";
import type { ChannelErrorCode, ChannelErrorInit } from "switchboard/adapter";

/** How a call to the Bot API can go wrong, free of the vendor library's classes. */
export type PlatformFailure =
  /** Telegram answered `ok: false`. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly description: string;
      readonly retryAfterSeconds?: number;
      readonly migratedTo?: string;
    }
  /** No whole answer. `code` is Node's, such as ECONNREFUSED. */
  | { readonly kind: "network"; readonly code?: string; readonly whileConnecting?: boolean }
  | { readonly kind: "timeout" }
  | { readonly kind: "aborted" }
  /** The hub's own guard let nothing out: the address of the Bot API server isn't allowed. */
  | { readonly kind: "forbidden"; readonly reason: string }
  /** An answer that isn't the Bot API's JSON. */
  | { readonly kind: "unreadable" };

/**
 * What a failure means to the hub. Anything Telegram refused wasn't sent; of a broken connection only those are certain
 * that never came to stand.
 */
export function toChannelError(failure: PlatformFailure, cause?: unknown): ChannelError {
  const because = cause === undefined ? {} : { cause };
  switch (failure.kind) {
    case "refused":
      return new ChannelError({ ...refusal(failure), ...because });
    case "network": {
      const certain = neverConnected(failure);
      return new ChannelError({
        code: "unavailable",
        outcome: certain ? "not-sent" : "unknown",
        message: certain
          ? `Telegram can't be reached (${failure.code ?? "no connection"}).`
          : `The connection to Telegram broke before its answer came (${failure.code ?? "no code"}).`,
        ...because,
      });
    }
    case "timeout":
    case "aborted":
      return new ChannelError({
        code: "timeout",
        outcome: "unknown",
        message:
          failure.kind === "timeout"
            ? "Telegram didn't answer in time."
            : "The call to Telegram was cut short before its answer came.",
        ...because,
      });
    case "forbidden":
      return new ChannelError({
        ...notSent("config-invalid", `apiRoot can't be used. ${failure.reason}`),
        ...because,
      });
    case "unreadable":
      return new ChannelError({
        code: "protocol",
        outcome: "unknown",
        message: "The Bot API server's answer wasn't in its own format.",
        ...because,
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

function neverConnected(failure: Extract<PlatformFailure, { kind: "network" }>): boolean {
  return failure.whileConnecting === true || connectCodes.has(failure.code ?? "");
}

type Refusal = Extract<PlatformFailure, { kind: "refused" }>;

function refusal(failure: Refusal): ChannelErrorInit {
  const said = failure.description.replace(/^(Bad Request|Forbidden|Conflict|Unauthorized): /, "");
  if (failure.migratedTo !== undefined) {
    return {
      code: "recipient-unreachable",
      outcome: "not-sent",
      message: "The group became a supergroup and has a new id.",
      migratedTo: failure.migratedTo,
    };
  }
  switch (failure.status) {
    case 401:
    case 404:
      if (/method not found/i.test(said)) {
        return notSent("unsupported", "This Bot API server is too old for that.");
      }
      // A wrong token is answered with 401, and with 404 when it isn't even one in form.
      return notSent("auth-lost", "Telegram doesn't accept the bot token any longer.");
    case 409:
      return notSent("auth-conflict", `Another program uses this bot token: ${said}`);
    case 413:
      return notSent("media-too-large", "The file is larger than Telegram takes from bots.");
    case 429:
      return {
        ...notSent("rate-limited", "Telegram asks us to slow down."),
        retryAfterMs: (failure.retryAfterSeconds ?? 1) * 1000,
      };
    default:
  }
  if (failure.status >= 500) {
    return {
      code: "unavailable",
      outcome: "unknown",
      message: `Telegram had an error of its own (${failure.status}).`,
    };
  }
  const [code, message] = meaningOf(failure.status, said);
  return notSent(code, message);
}

function notSent(code: ChannelErrorCode, message: string): ChannelErrorInit {
  return { code, outcome: "not-sent", message };
}

/**
 * Telegram tells the reason in words only. The words are the server's own: https://github.com/tdlib/telegram-bot-api
 * (Client.cpp) and https://core.telegram.org/api/errors.
 */
const meanings: readonly (readonly [RegExp, ChannelErrorCode, string?])[] = [
  [/blocked by the user/i, "recipient-unreachable", "The customer has blocked the bot."],
  [/user is deactivated/i, "recipient-unreachable", "The customer's account was deleted."],
  [/can't initiate/i, "recipient-unreachable", "The customer has to write to the bot first."],
  [/kicked|not a member|CHANNEL_PRIVATE/i, "recipient-unreachable", "The bot was removed from it."],
  [/chat not found|user not found|PEER_ID_INVALID/i, "recipient-unreachable"],
  // Business bots answer where something happened in the last 24 hours:
  // https://core.telegram.org/bots/api#businessbotrights
  [/BUSINESS_PEER_USAGE_MISSING/i, "window-closed"],
  [/BUSINESS_PEER_INVALID/i, "recipient-unreachable"],
  [/BUSINESS_CONNECTION/i, "forbidden", "The Business account no longer lets the bot answer."],
  [/message can't be deleted/i, "too-late", "Telegram lets bots delete for 48 hours only."],
  [/EDIT_TIME_EXPIRED/i, "too-late"],
  [/can't be edited/i, "forbidden", "Only the bot's own messages can be edited."],
  [/not found|MESSAGE_ID_INVALID|TOPIC_DELETED/i, "target-not-found"],
  [/rights|FORBIDDEN|TOPIC_CLOSED|RESTRICTED/i, "forbidden"],
  [/too big|too large/i, "media-too-large", "The file is larger than Telegram allows for bots."],
  [
    /file_id|file reference|FILE_REFERENCE|temporarily unavailable/i,
    "media-expired",
    "Telegram no longer hands this file out.",
  ],
];

function meaningOf(status: number, said: string): readonly [ChannelErrorCode, string] {
  for (const [pattern, code, message] of meanings) {
    if (pattern.test(said)) return [code, message ?? `Telegram refused it: ${said}`];
  }
  return [status === 403 ? "forbidden" : "content-rejected", `Telegram refused it: ${said}`];
}
