import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { ChannelError, type ChannelErrorCode, channelErrorCodes } from "switchboard/adapter";
import { describe, expect, onTestFinished, test } from "vitest";
import { guardedFetch } from "../src/channels/guarded-fetch.ts";

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

describe("what a rejected fetch means", () => {
  /** What a call to a server that answers so is rejected with; `undefined`: nobody is there. */
  async function rejection(
    answers: RequestListener | undefined,
    options: { readonly signal?: AbortSignal; readonly allowPrivateNetwork?: boolean } = {},
  ): Promise<ChannelError> {
    const { signal, allowPrivateNetwork = true } = options;
    const server = createServer(answers);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const close = (): void => {
      server.close();
      server.closeAllConnections();
    };
    if (answers === undefined) close();
    else onTestFinished(close);
    const fetch = guardedFetch({ allowPrivateNetwork, maxBytes: 1000 });
    try {
      await fetch(`http://127.0.0.1:${port}`, { method: "POST", ...(signal && { signal }) });
    } catch (error) {
      return ChannelError.fromFetch(error, signal);
    }
    throw new Error("It was answered.");
  }

  test("nobody was there: not sent", async () => {
    expect(await rejection(undefined)).toMatchObject({ code: "unavailable", outcome: "not-sent" });
  });

  test("the address isn't allowed: not sent, and the settings are to blame", async () => {
    const refused = await rejection(() => undefined, { allowPrivateNetwork: false });
    expect(refused).toMatchObject({ code: "config-invalid", outcome: "not-sent" });
  });

  test("the connection broke: it may have arrived", async () => {
    const broken = await rejection((request) => request.socket.destroy());
    expect(broken).toMatchObject({ code: "unavailable", outcome: "unknown" });
    expect(broken.cause).toBeInstanceOf(TypeError);
  });

  test.each([
    ["the hub's deadline", new DOMException("Too late.", "TimeoutError"), "timeout"],
    ["the end of the session", new DOMException("Stop.", "AbortError"), "unavailable"],
  ] as const)("%s came first: it may have arrived", async (_what, reason, code) => {
    const abort = new AbortController();
    const cut = await rejection(() => abort.abort(reason), { signal: abort.signal });
    expect(cut).toMatchObject({ code, outcome: "unknown" });
  });
});
