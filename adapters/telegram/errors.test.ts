import { expect, test } from "vitest";
import { toChannelError } from "./errors.ts";

/** As the Bot API server words them. */
const refusals: readonly (readonly [number, string, string])[] = [
  [400, "Bad Request: chat not found", "recipient-unreachable"],
  [400, "Bad Request: PEER_ID_INVALID", "recipient-unreachable"],
  [403, "Forbidden: bot was blocked by the user", "recipient-unreachable"],
  [403, "Forbidden: user is deactivated", "recipient-unreachable"],
  [403, "Forbidden: bot can't initiate conversation with a user", "recipient-unreachable"],
  [403, "Forbidden: bot was kicked from the supergroup chat", "recipient-unreachable"],
  [403, "Forbidden: bot is not a member of the channel chat", "recipient-unreachable"],
  [403, "Forbidden: something new", "forbidden"],
  [400, "Bad Request: BUSINESS_PEER_USAGE_MISSING", "window-closed"],
  [400, "Bad Request: BUSINESS_CONNECTION_INVALID", "forbidden"],
  [400, "Bad Request: message can't be deleted for everyone", "too-late"],
  [400, "Bad Request: message can't be edited", "forbidden"],
  [400, "Bad Request: message to edit not found", "target-not-found"],
  [400, "Bad Request: message to be replied not found", "target-not-found"],
  [400, "Bad Request: MESSAGE_ID_INVALID", "target-not-found"],
  [400, "Bad Request: message thread not found", "target-not-found"],
  [400, "Bad Request: not enough rights to send text messages to the chat", "forbidden"],
  [400, "Bad Request: CHAT_WRITE_FORBIDDEN", "forbidden"],
  [400, "Bad Request: TOPIC_CLOSED", "forbidden"],
  [400, "Bad Request: file is too big", "media-too-large"],
  [413, "Request Entity Too Large", "media-too-large"],
  [400, "Bad Request: wrong file_id or the file is temporarily unavailable", "media-expired"],
  [400, "Bad Request: message is too long", "content-rejected"],
  [400, "Bad Request: can't parse entities", "content-rejected"],
  [400, "Bad Request: REACTION_INVALID", "content-rejected"],
  [400, "Bad Request: IMAGE_PROCESS_FAILED", "content-rejected"],
  [401, "Unauthorized", "auth-lost"],
  [404, "Not Found", "auth-lost"],
  [404, "Not Found: method not found", "unsupported"],
  [409, "Conflict: terminated by other getUpdates request", "auth-conflict"],
];

test.each(refusals)("%i %s is %s, and nothing was sent", (status, description, code) => {
  expect(toChannelError({ kind: "refused", status, description })).toMatchObject({
    code,
    outcome: "not-sent",
  });
});

test("too many requests say how long to wait", () => {
  const told = { kind: "refused", status: 429, description: "Too Many Requests" } as const;
  expect(toChannelError({ ...told, retryAfterSeconds: 18_053 })).toMatchObject({
    code: "rate-limited",
    outcome: "not-sent",
    retryAfterMs: 18_053_000,
  });
  expect(toChannelError(told).retryAfterMs).toBe(1000);
});

test("a migrated group says where it is now", () => {
  const description = "Bad Request: group chat was upgraded to a supergroup chat";
  expect(
    toChannelError({ kind: "refused", status: 400, description, migratedTo: "-1002" }),
  ).toMatchObject({
    outcome: "not-sent",
    migratedTo: "-1002",
  });
});

test.each([
  ["connection refused", { kind: "network", code: "ECONNREFUSED" }, "unavailable", "not-sent"],
  ["name not found", { kind: "network", code: "ENOTFOUND" }, "unavailable", "not-sent"],
  [
    "a failure while connecting",
    { kind: "network", code: "ETIMEDOUT", whileConnecting: true },
    "unavailable",
    "not-sent",
  ],
  ["a reset", { kind: "network", code: "ECONNRESET" }, "unavailable", "unknown"],
  ["a failure without a code", { kind: "network" }, "unavailable", "unknown"],
  [
    "a server error",
    { kind: "refused", status: 500, description: "Internal Server Error" },
    "unavailable",
    "unknown",
  ],
  ["no answer in time", { kind: "timeout" }, "timeout", "unknown"],
  ["an abort", { kind: "aborted" }, "timeout", "unknown"],
  [
    "an address that the hub doesn't allow",
    { kind: "forbidden", reason: "It is private." },
    "config-invalid",
    "not-sent",
  ],
  ["an answer that isn't JSON", { kind: "unreadable" }, "protocol", "unknown"],
] as const)("%s", (_, failure, code, outcome) => {
  expect(toChannelError(failure)).toMatchObject({ code, outcome });
});
