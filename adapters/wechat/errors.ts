import { ChannelError } from "switchboard/adapter";
import type { ChannelErrorCode, ChannelErrorInit } from "switchboard/adapter";
import type { PuppetFailure } from "./payloads.ts";

/** https://grpc.io/docs/guides/status-codes/ */
const grpcCode = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** What a failure means to the hub. */
export function toChannelError(failure: PuppetFailure): ChannelError {
  return new ChannelError(meaningOf(failure));
}

function meaningOf(failure: PuppetFailure): ChannelErrorInit {
  switch (failure.code) {
    case grpcCode.unauthenticated:
    case grpcCode.permissionDenied:
      // Its own words quote the token.
      return notSent(
        "auth-lost",
        "The gateway doesn't accept the token. Enter the one that it was started with.",
      );
    case grpcCode.alreadyExists:
      return notSent(
        "auth-conflict",
        "Another program is connected to this gateway. A gateway serves one at a time: stop the other one.",
      );
    case grpcCode.unavailable:
      return connection(failure.words);
    case grpcCode.deadlineExceeded:
    case grpcCode.cancelled:
      return unknown("timeout", "The gateway didn't answer in time.");
    case grpcCode.resourceExhausted:
      if (/larger than max/i.test(failure.words)) {
        return notSent("media-too-large", "It is larger than the gateway takes.");
      }
      return notSent("rate-limited", "The gateway asks us to slow down.");
    case grpcCode.unimplemented:
      return notSent("unsupported", "This gateway can't do that.");
    default:
      return said(failure.words);
  }
}

/** Before a connection stands nothing can have been sent. The words are grpc-js's and Node's. */
function connection(words: string): ChannelErrorInit {
  if (/certificate|altname|self.signed|wrong version number|ssl routines|EPROTO/i.test(words)) {
    return notSent(
      "config-invalid",
      "The gateway's TLS doesn't fit: check the certificate authority, the name in the certificate, and whether the gateway uses TLS at all (grpcs:// or grpc://).",
    );
  }
  if (/ENOTFOUND|EAI_AGAIN|name resolution failed/i.test(words)) {
    return notSent(
      "unavailable",
      "The gateway's name isn't known: check the address, and the DNS.",
    );
  }
  if (
    /No connection established|Channel closed before call started|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/i.test(
      words,
    )
  ) {
    return notSent("unavailable", "The gateway can't be reached. Is it running?");
  }
  return unknown("unavailable", "The connection to the gateway broke before its answer came.");
}

/** What WeChat refuses is told in words only; each puppet passes them on as they came. */
const meanings: readonly (readonly [RegExp, ChannelErrorCode, string])[] = [
  [
    /not (your |a )?friend|开启了(朋友|好友)验证|还不是.*(朋友|好友)|发送朋友验证/i,
    "recipient-unreachable",
    "The customer isn't (or no longer) a contact of the account: they have to add it again.",
  ],
  [
    /blacklist|blocked by|拒收|拉黑/i,
    "recipient-unreachable",
    "The customer refuses messages of this account.",
  ],
  [
    /not (in|a member of) (the |this )?(chat ?room|room|group)|不在(该|此|本)?群|被移出群/i,
    "recipient-unreachable",
    "The account is no longer in this group.",
  ],
  [
    /(contact|user) (was )?(deleted|not found|does not exist)|no such contact|(room|group) (not found|does not exist)/i,
    "recipient-unreachable",
    "There is no such contact or group any more.",
  ],
  [
    /too (fast|frequent|many)|frequen|频繁|过于频繁/i,
    "rate-limited",
    "WeChat asks the account to slow down.",
  ],
  [/illegal|sensitive|违规|违法|敏感/i, "content-rejected", "WeChat refuses this content."],
  [/too (large|big)|过大|超过.*大小/i, "media-too-large", "The file is larger than WeChat takes."],
  [/expired|过期|已被清理|已失效/i, "media-expired", "WeChat no longer hands this file out."],
  [
    /account (is )?(restricted|blocked|banned)|限制登录|封号|被限制/i,
    "account-restricted",
    "WeChat has restricted this account. Open WeChat on the phone and follow what it says.",
  ],
  [
    /not logged in|no this.__currentUserId|未登录/i,
    "unavailable",
    "The account isn't logged in at the gateway.",
  ],
  [
    // The library's and grpc-js's words for a connection that was closed before the call was made.
    /NO CLIENT|no grpc manager|channel (has been )?(closed|shut down)/i,
    "unavailable",
    "The gateway isn't connected at the moment.",
  ],
  [/not support|unsupported|not implement/i, "unsupported", "This puppet can't do that."],
];

function said(words: string): ChannelErrorInit {
  for (const [pattern, code, message] of meanings) {
    if (pattern.test(words)) return notSent(code, message);
  }
  // It may have failed after WeChat had it.
  return unknown("protocol", "The gateway reports an error that isn't known here; the log has it.");
}

function notSent(code: ChannelErrorCode, message: string): ChannelErrorInit {
  return { code, outcome: "not-sent", message };
}

function unknown(code: ChannelErrorCode, message: string): ChannelErrorInit {
  return { code, outcome: "unknown", message };
}
