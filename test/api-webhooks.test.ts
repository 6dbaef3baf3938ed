import { once } from "node:events";
import http from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type { WebhookRequest, WebhookResponse } from "../src/adapter/index.ts";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { until } from "./support/until.ts";

describe("the webhook door", () => {
  const seen: { channelId: string; request: WebhookRequest }[] = [];
  let answer: () => Promise<WebhookResponse | undefined>;
  const api = useApi(useDatabase("sqlite"), {
    webhooks: {
      isKnown: (channelId) => channelId === "c1",
      handle(channelId, request) {
        seen.push({ channelId, request });
        return answer();
      },
    },
  });
  const ok = (response: WebhookResponse | undefined) => {
    seen.length = 0;
    answer = () => Promise.resolve(response);
  };
  const send = (path: string, init: RequestInit = {}) => fetch(api().url + path, init);

  it("hands the call on as it came, byte for byte", async () => {
    ok({ status: 202, headers: { "X-Taken": "yes" }, body: "thanks" });
    const body = Buffer.from([0, 255, 254, 13, 10, 0xd8]);
    const response = await send("/webhooks/c1/deep/%2F..x/path%20?a=1&a=2&b=%E4%BD%A0", {
      method: "POST",
      body,
      headers: { "X-Signature": "abc", "Content-Type": "application/json; charset=utf-8" },
    });
    expect([response.status, response.headers.get("x-taken"), await response.text()]).toEqual([
      202,
      "yes",
      "thanks",
    ]);
    const [call] = seen;
    expect(call?.channelId).toBe("c1");
    expect(call?.request.method).toBe("POST");
    expect(call?.request.path).toBe("/deep/%2F..x/path%20");
    expect([...(call?.request.query ?? [])]).toEqual([
      ["a", "1"],
      ["a", "2"],
      ["b", "你"],
    ]);
    expect(call?.request.headers.get("x-signature")).toBe("abc");
    expect(Buffer.from(call?.request.body ?? []).equals(body)).toBe(true);
  });

  it("answers with bytes as they are", async () => {
    const body = Buffer.from([0, 255, 254, 13, 10, 0xd8]);
    ok({ status: 200, headers: { "Content-Type": "image/png" }, body });
    const response = await send("/webhooks/c1/files/7");
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
    expect(response.headers.get("content-length")).toBe("6");
  });

  it("names the caller's network, and believes nobody who isn't a trusted proxy", async () => {
    ok({ status: 200 });
    await send("/webhooks/c1", { headers: { "X-Forwarded-For": "192.0.2.1" } });
    expect(seen[0]?.request.address).toBe("127.0.0.1");
  });

  it.each(["GET", "PUT", "DELETE", "PATCH"])("takes %s", async (method) => {
    ok({ status: 200, body: "challenge" });
    const response = await send("/webhooks/c1?hub.challenge=x", { method });
    expect(await response.text()).toBe("challenge");
    expect(seen).toMatchObject([
      { channelId: "c1", request: { method, path: "", body: new Uint8Array(0) } },
    ]);
  });

  it.each([
    ["one chunk", 10],
    ["many chunks", 3_000_000],
  ])("takes bodies of %s whole", async (_size, length) => {
    ok({ status: 200 });
    await send("/webhooks/c1", { method: "POST", body: Buffer.alloc(length, 7) });
    expect(seen[0]?.request.body.length).toBe(length);
    expect(seen[0]?.request.body.every((byte) => byte === 7)).toBe(true);
  });

  it("asks the platform to come back when nothing was stored, and keeps the reason inside", async () => {
    seen.length = 0;
    answer = () => Promise.reject(new Error("secret-host is away"));
    const response = await send("/webhooks/c1", { method: "POST", body: "x" });
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(JSON.parse(text)).toMatchObject({ code: "unavailable", status: 503 });
    expect(text).not.toContain("secret-host");
    const { requestId } = JSON.parse(text) as { requestId: string };
    expect(api().log.find((line) => line.includes(requestId))).toContain('"channelId":"c1"');
  });

  it("knows nothing of channels that aren't there", async () => {
    ok(undefined);
    for (const path of [
      "/webhooks/",
      "/webhooks/nobody",
      "/webhooks/__proto__/x",
      "/webhooks//x",
    ]) {
      const response = await send(path, { method: "POST", body: "x" });
      expect([path, response.status]).toEqual([path, 404]);
    }
  });

  it("refuses what is larger than any platform sends", async () => {
    ok({ status: 200 });
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const status = await send("/webhooks/c1", { method: "POST", body }).then(
      (response) => response.status,
      // The connection is closed on whoever goes on sending.
      () => 413,
    );
    expect([status, seen]).toEqual([413, []]);
  });

  /** A call that says how long its body is and sends only the beginning. */
  const begin = (path: string, sent: number): http.ClientRequest => {
    const headers = { "Content-Length": 10_000_000 };
    const call = http.request(api().url + path, { method: "POST", headers });
    // The hub hangs up on whoever it doesn't listen to.
    call.on("error", () => undefined);
    onTestFinished(() => void call.destroy());
    call.write(Buffer.alloc(sent));
    return call;
  };
  const answerTo = async (call: http.ClientRequest): Promise<http.IncomingMessage> => {
    const [response] = (await once(call, "response")) as [http.IncomingMessage];
    return response;
  };

  it("doesn't wait for what a stranger sends to a channel that isn't there", async () => {
    ok(undefined);
    const response = await answerTo(begin("/webhooks/nobody", 1_000));
    expect([response.statusCode, response.headers.connection, seen]).toEqual([404, "close", []]);
  });

  it("holds only so much of what many send at once, and lets short calls through", async () => {
    ok({ status: 200 });
    const calls = Array.from({ length: 12 }, () => begin("/webhooks/c1", 9_000_000));
    const turnedAway = await Promise.race(calls.map(answerTo));
    expect([turnedAway.statusCode, turnedAway.headers["retry-after"]]).toEqual([503, "5"]);
    expect((await send("/webhooks/c1", { method: "POST", body: "{}" })).status).toBe(200);
    for (const call of calls) call.destroy();
    await until("room for long calls", async () => {
      const body = Buffer.alloc(9_000_000);
      const response = await send("/webhooks/c1", { method: "POST", body }).catch(() => undefined);
      return response?.status === 200;
    });
  });

  it("writes no line in the log for a call that went well", async () => {
    ok({ status: 200 });
    const before = api().log.length;
    await send("/webhooks/c1", { method: "POST", body: "x" });
    expect(api().log.slice(before)).toEqual([]);
  });

  it("counts what it answers", async () => {
    ok({ status: 200 });
    await send("/webhooks/c1", { method: "POST", body: "x" });
    const admin = await api().person("admin");
    const as = await api().program(["metrics:read"], admin);
    const { text } = await api().call("/metrics", { as });
    expect(text).toContain('switchboard_webhook_requests_total{status="2xx"} 1');
  });
});
