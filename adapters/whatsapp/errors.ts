import { ChannelError } from "switchboard/adapter";
import type { ChannelErrorCode, ChannelErrorOutcome } from "switchboard/adapter";

/** Why a browser's life with WhatsApp Web came to its end. */
export type Ending =
  | { readonly type: "logged-out" }
  /** A state of the connection that WhatsApp Web doesn't leave by itself. */
  | { readonly type: "state"; readonly state: string }
  | { readonly type: "browser-gone" }
  | { readonly type: "page-crashed" }
  | { readonly type: "page-closed" }
  | { readonly type: "page-hung" }
  | { readonly type: "half-attached"; readonly cause?: unknown }
  | { readonly type: "not-loaded"; readonly cause: unknown }
  | { readonly type: "not-ready" }
  | { readonly type: "stalled" }
  | { readonly type: "away" }
  | { readonly type: "code-expired" }
  | { readonly type: "deaf" };

type Words = readonly [ChannelErrorCode, string];

const unlinked =
  "WhatsApp has unlinked this device, on the phone or by itself. Reconnect the channel and link it again.";

const words: Readonly<Record<Exclude<Ending["type"], "state" | "not-loaded">, Words>> = {
  "logged-out": ["auth-lost", unlinked],
  "browser-gone": ["unavailable", "The browser of this channel ended unexpectedly."],
  "page-crashed": ["unavailable", "WhatsApp Web crashed in the browser of this channel."],
  "page-closed": ["unavailable", "The page of WhatsApp Web was closed."],
  "page-hung": ["unavailable", "WhatsApp Web hangs: it no longer answers."],
  "half-attached": [
    "protocol",
    "WhatsApp Web has changed, so that messages can't be heard; an update of Switchboard may be needed.",
  ],
  "not-ready": [
    "unavailable",
    "WhatsApp accepted this device, and then didn't finish to load its messages.",
  ],
  stalled: ["unavailable", "WhatsApp no longer answers, although the connection stands."],
  away: ["unavailable", "WhatsApp has been out of reach for minutes."],
  "code-expired": [
    "auth-lost",
    "Nobody linked the phone in time, and the codes have expired. Reconnect the channel to get new ones.",
  ],
  deaf: ["protocol", "WhatsApp Web had messages that it didn't hand over; they were fetched."],
};

/** States that a person has to do something about: WAState of whatsapp-web.js. */
const stateWords: Readonly<Record<string, Words>> = {
  CONFLICT: [
    "auth-conflict",
    "WhatsApp Web was opened elsewhere with this session. Close it there, then reconnect the channel.",
  ],
  UNPAIRED: ["auth-lost", unlinked],
  UNPAIRED_IDLE: ["auth-lost", unlinked],
  TOS_BLOCK: [
    "account-restricted",
    "WhatsApp has banned this account, or holds it for review: open WhatsApp on the phone, which says why.",
  ],
  SMB_TOS_BLOCK: [
    "account-restricted",
    "WhatsApp has banned this business account, or holds it for review: open WhatsApp on the phone, which says why.",
  ],
  PROXYBLOCK: [
    "config-invalid",
    "WhatsApp refuses connections through this proxy: choose another one.",
  ],
  DEPRECATED_VERSION: [
    "protocol",
    "WhatsApp no longer serves this version of WhatsApp Web; an update of Chromium or Switchboard is needed.",
  ],
};

/** An ending, as the hub and people get to read it. */
export function errorOf(ending: Ending, outcome: ChannelErrorOutcome = "not-sent"): ChannelError {
  if (ending.type === "not-loaded") return notLoaded(ending.cause);
  const [code, message] =
    ending.type === "state"
      ? (stateWords[ending.state] ?? [
          "unavailable",
          `WhatsApp Web left its connection with the state ${ending.state}.`,
        ])
      : words[ending.type];
  const cause = ending.type === "half-attached" ? ending.cause : undefined;
  return new ChannelError({ code, outcome, message, ...(cause === undefined ? {} : { cause }) });
}

/** Did the session end in a way that waiting won't mend? */
export function isFinal(state: string): boolean {
  return state in stateWords;
}

/** https://source.chromium.org/chromium/chromium/src/+/main:net/base/net_error_list.h */
const networkErrors: readonly (readonly [RegExp, ChannelErrorCode, string])[] = [
  [
    /ERR_PROXY_CONNECTION_FAILED|ERR_SOCKS_CONNECTION/,
    "unavailable",
    "The proxy can't be reached.",
  ],
  [
    /ERR_INVALID_AUTH_CREDENTIALS|ERR_PROXY_AUTH|ERR_UNEXPECTED_PROXY_AUTH|ERR_HTTP_RESPONSE_CODE_FAILURE/,
    "config-invalid",
    "The proxy refuses this user and password.",
  ],
  [
    /ERR_TUNNEL_CONNECTION_FAILED/,
    "config-invalid",
    "The proxy doesn't let this channel through to WhatsApp.",
  ],
  [
    /ERR_CERT_|ERR_SSL/,
    "config-invalid",
    "The certificate of web.whatsapp.com is not genuine: something on the way opens encrypted connections. If it is your proxy, enter the key of its certificate.",
  ],
  [
    /ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED/,
    "unavailable",
    "This machine has no way to web.whatsapp.com.",
  ],
];

function notLoaded(cause: unknown): ChannelError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [, code, message] = networkErrors.find(([pattern]) => pattern.test(text)) ?? [
    undefined,
    "unavailable" as const,
    "WhatsApp Web could not be loaded.",
  ];
  return new ChannelError({ code, outcome: "not-sent", message, cause });
}

/** The page answered a call with an error, or not at all. */
export function failedCall(cause: unknown, outcome: ChannelErrorOutcome): ChannelError {
  return new ChannelError({
    code: "unavailable",
    outcome,
    message: "WhatsApp Web failed while it was at it.",
    cause,
  });
}

/** What failed before anything was sent, whatever it was that failed. */
export function nothingSent(error: unknown): ChannelError {
  const { code, message } = ChannelError.from(error);
  return new ChannelError({ code, message, outcome: "not-sent", cause: error });
}

export function refused(code: ChannelErrorCode, message: string): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message });
}
