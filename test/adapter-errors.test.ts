import { ChannelError, type ChannelErrorCode, channelErrorCodes } from "switchboard/adapter";
import { describe, expect, test } from "vitest";

describe("a channel error", () => {
  test("tells what happened, whether anything was sent, and why", () => {
    const cause = new Error("ECONNRESET");
    const error = new ChannelError({
      code: "rate-limited",
      outcome: "not-sent",
      message: "Too many messages.",
      retryAfterMs: 7000,
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "ChannelError",
      code: "rate-limited",
      outcome: "not-sent",
      message: "Too many messages.",
      retryAfterMs: 7000,
      cause,
    });
    expect(error.migratedTo).toBeUndefined();
  });

  test("has its code for a message when there is none, and no cause when there was none", () => {
    const error = new ChannelError({ code: "too-late", outcome: "not-sent" });
    expect(error.message).toBe("too-late");
    expect("cause" in error).toBe(false);
    expect(error.retryAfterMs).toBeUndefined();
  });

  test("names the new thread of one that has moved", () => {
    const error = new ChannelError({
      code: "target-not-found",
      outcome: "not-sent",
      migratedTo: "-1002471352452",
    });
    expect(error.migratedTo).toBe("-1002471352452");
  });

  test("stays what it is when it is taken in", () => {
    const error = new ChannelError({ code: "forbidden", outcome: "not-sent" });
    expect(ChannelError.from(error)).toBe(error);
  });

  test.each([
    ["an error of somebody else's", new TypeError("fetch failed: token=12345678")],
    ["a string", "auth timeout 12345678"],
    ["nothing", undefined],
    [
      "an object that looks like one",
      { code: "forbidden", outcome: "not-sent", message: "12345678" },
    ],
  ])("is made of %s as internal and unknown, without its words", (_what, thrown) => {
    const error = ChannelError.from(thrown);
    expect(error).toMatchObject({ code: "internal", outcome: "unknown" });
    expect(error.message).not.toContain("12345678");
    expect(error.cause).toBe(thrown);
  });

  test("shows no cause in JSON", () => {
    const error = ChannelError.from(new Error("token=12345678"));
    expect(JSON.stringify(error)).not.toContain("12345678");
  });

  test("has codes that are all different", () => {
    const codes: readonly ChannelErrorCode[] = channelErrorCodes;
    expect(new Set(codes).size).toBe(codes.length);
  });

  test("means the same when it comes from an adapter package with a kit of its own", () => {
    class ForeignChannelError extends Error {
      override readonly name = "ChannelError";
      readonly code = "rate-limited";
      readonly outcome = "not-sent";
      readonly retryAfterMs = 5000;
    }
    const error = ChannelError.from(new ForeignChannelError("Slow down."));
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({
      code: "rate-limited",
      outcome: "not-sent",
      retryAfterMs: 5000,
      message: "Slow down.",
    });
  });

  test("takes nothing for a channel error that only has its name", () => {
    const impostor = Object.assign(new Error("?"), { name: "ChannelError", code: "made-up" });
    expect(ChannelError.from(impostor)).toMatchObject({ code: "internal", outcome: "unknown" });
  });
});
