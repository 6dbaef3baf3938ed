import net from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { problems } from "../src/api/problem.ts";
import { openDatabase } from "../src/db/database.ts";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";

const session = "/api/v1/session";
const credentials = { email: "li.na@example.com", password: "wrong password" };

describe("the API over HTTP", () => {
  const database = useDatabase("sqlite");
  const api = useApi(database);
  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    fetch(`${api().url}${session}`, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", ...headers },
    });
  const problem = async (response: Response) => (await response.json()) as Record<string, unknown>;

  it("answers every error as problem+json with a code and the request's id", async () => {
    const answer = await api().call("/nowhere", { headers: { "X-Request-Id": "trace-1" } });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.headers.get("x-request-id")).toBe("trace-1");
    expect(answer.body).toEqual({
      type: "urn:switchboard:problem:not-found",
      title: "Not found",
      status: 404,
      code: "not-found",
      detail: "There is nothing at this address.",
      requestId: "trace-1",
    });
  });

  it("makes an id of its own when the caller's can't stand in a log", async () => {
    for (const id of ["a b", "x".repeat(101), "<script>", "é"]) {
      const answer = await api().call("/healthz", { headers: { "X-Request-Id": id } });
      expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("names the methods that an address takes", async () => {
    const answer = await api().call("/api/v1/agents", { method: "DELETE" });
    expect([answer.status, answer.body["code"]]).toEqual([405, "method-not-allowed"]);
    expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "HEAD", "POST"]);
  });

  it.each<[string, string, string | RegExp]>([
    [
      "a missing comma",
      '{"email": "a@b.cn"\n "password": "x"}',
      "It can't be read, at line 2, column 2.",
    ],
    ["an early end", '{"email": "a', "It ends too early, at line 1, column 13."],
    ["nothing", "", "It ends too early, at line 1, column 1."],
    ["a bare word", '{"email": yes}', "It can't be read, at line 1, column 11."],
    ["a trailing comma", '{"email": "a",}', "It can't be read, at line 1, column 15."],
    ["a bad escape", '{"email": "a\\x"}', "It can't be read, at line 1, column 13."],
    ["two values", "{} {}", "It can't be read, at line 1, column 4."],
    ["a wall of brackets", "[".repeat(8000), /ends too early, at line 1, column 8001/],
    ["__proto__", '{"__proto__": {"admin": true}}', 'The name "__proto__" is not allowed.'],
    [
      "a disguised __proto__",
      '{"a": {"\\u005f_proto__": 1}}',
      'The name "__proto__" is not allowed.',
    ],
  ])("says where JSON is broken: %s", async (_name, body, detail) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    const { code, detail: said } = await problem(answer);
    expect(code).toBe("malformed-json");
    expect(said).toMatch(detail);
  });

  it("survives JSON that is nested as deep as a body allows", async () => {
    const answer = await post("[".repeat(7000) + "]".repeat(7000));
    expect(answer.status).toBe(400);
  });

  it.each([2_000, 2_500, 100_000])(
    "refuses settings nested %i deep, and isn't at fault",
    async (depth) => {
      const as = await api().person("admin");
      const body = `{"adapter": "shop", "name": "x", "settings": {"x": ${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}}`;
      const answer = await api().call("/api/v1/channels", { method: "POST", as, body });
      expect([answer.status, answer.body["code"]]).toEqual([400, "malformed-json"]);
    },
  );

  it("refuses bytes that are not UTF-8", async () => {
    const answer = await post(Buffer.from([0x22, 0xff, 0xfe, 0x22]));
    expect(await problem(answer)).toMatchObject({
      code: "malformed-json",
      detail: "The body is not UTF-8.",
    });
  });

  it.each<[string, unknown, string]>([
    ["a missing field", { email: "a@b.cn" }, "password"],
    ["a wrong type", { email: 1, password: "x" }, "email"],
    ["a field that isn't one", { ...credentials, admin: true }, ""],
    ["a list", [], ""],
    ["null", null, ""],
  ])("names the place of what is invalid: %s", async (_name, body, field) => {
    const answer = await api().call(session, { method: "POST", body: JSON.stringify(body) });
    expect(answer.body["code"]).toBe("invalid-request");
    expect(answer.body["errors"]).toMatchObject([{ in: "body", field }]);
  });

  it.each<[string, Record<string, string>]>([
    ["no type", { "Content-Type": "" }],
    ["a form", { "Content-Type": "application/x-www-form-urlencoded" }],
    ["plain text, as a page of another site could send", { "Content-Type": "text/plain" }],
    ["a type that begins like JSON", { "Content-Type": "application/jsonp" }],
  ])("refuses bodies of other types: %s", async (_name, headers) => {
    const answer = await post(JSON.stringify(credentials), headers);
    expect([answer.status, (await problem(answer))["code"]]).toEqual([
      415,
      "unsupported-media-type",
    ]);
  });

  it("doesn't inflate what may be a bomb", async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, 0x20));
    const answer = await post(bomb, { "Content-Encoding": "gzip" });
    expect([answer.status, answer.headers.get("accept-encoding")]).toEqual([415, "identity"]);
  });

  it("refuses a body that says it is too large, before it comes", async () => {
    const answer = await rawRequest(api().url, [
      `POST ${session} HTTP/1.1`,
      "Host: x",
      "Content-Type: application/json",
      "Content-Length: 999999999",
    ]);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"code":"body-too-large"');
  });

  it("refuses a body that turns out too large", async () => {
    const chunk = `2000\r\n${" ".repeat(0x2000)}\r\n`;
    const answer = await rawRequest(
      api().url,
      [
        `POST ${session} HTTP/1.1`,
        "Host: x",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
      ],
      chunk.repeat(4),
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it.each([
    "/api/v1/agents/%E0%A4%A",
    "/api/v1/agents/%00",
    "/api/v1/agents/../../etc/passwd",
    "//evil.example",
    "/setup/..%2f..%2fpackage.json",
  ])("finds nothing at %s", async (path) => {
    const as = await api().person("admin");
    const answer = await api().call(path, { as });
    expect([400, 404]).toContain(answer.status);
  });

  it("sends the headers that keep an answer from being run, framed, sniffed or kept", async () => {
    const { headers } = await api().call("/healthz");
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'none'") as unknown,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  it("doesn't let other sites read its answers", async () => {
    const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "GET" };
    for (const method of ["GET", "OPTIONS"]) {
      const answer = await api().call("/api/v1/agents", { method, headers });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("says that it is ready, and what isn't", async () => {
    expect((await api().call("/readyz")).body).toEqual({ status: "ready", checks: {} });
  });

  it("shows its figures only to who may see them", async () => {
    expect((await api().call("/metrics")).status).toBe(401);
    const admin = await api().person("admin");
    const as = await api().program(["metrics:read"], admin);
    const answer = await api().call("/metrics", { as });
    expect(answer.text).toContain(
      'switchboard_http_request_seconds_count{method="GET",route="/metrics",status="401"} 1',
    );
  });

  it("shows how the channels are and how many wait", async () => {
    const admin = await api().person("admin");
    const { channelId } = await api().conversation();
    const as = await api().program(["metrics:read"], admin);
    const { text } = await api().call("/metrics", { as });
    expect(text).toMatch(/switchboard_channels\{adapter="shop",state="\w+"\} 1/);
    expect(text).toContain(`switchboard_queue_length{channel="${channelId}"} 0`);
    expect(text).toContain("switchboard_event_streams 0");
  });

  it("leaves a trail from a request to the message that came of it", async () => {
    const as = await api().person("agent");
    const { conversationId } = await api().conversation();
    const path = `/api/v1/conversations/${conversationId}/messages`;
    const body = { parts: [{ type: "text", text: { text: "canary-text" } }] };
    const reply = await api().call(path, { method: "POST", as, body });
    const line = api().log.find((one) => one.includes(`"id":"${String(reply.body["id"])}"`)) ?? "";
    expect(JSON.parse(line)).toMatchObject({
      requestId: reply.headers.get("x-request-id"),
      path,
      status: 201,
      actor: `agent:${as.agentId}`,
    });
    expect(line).not.toContain("canary");
  });

  it("logs a line per request without query, headers or body", async () => {
    const admin = await api().person("admin");
    await api().call("/api/v1/audit?limit=1&cursor=canary-query", {
      as: admin,
      headers: { "X-Canary": "canary-header" },
    });
    await post(JSON.stringify({ email: "canary-body", password: "canary-body" }));
    const log = api().log.join("");
    expect(log).toContain('"path":"/api/v1/audit"');
    expect(log).toContain(`"actor":"agent:${admin.agentId}"`);
    expect(log).not.toContain("canary");
    expect(log).not.toContain("switchboard=");
  });

  it("counts requests, and says so", async () => {
    const as = await api().person("agent");
    const { headers } = await api().call("/api/v1/agents", { as });
    expect(headers.get("ratelimit-limit")).toBe("1000000");
    expect(headers.get("ratelimit-remaining")).toBe("999999");
    expect(headers.get("ratelimit-reset")).toBe("60");
  });

  it("gives every code its status", () => {
    const table = new Map<number, string[]>();
    for (const [code, { status }] of Object.entries(problems)) {
      table.set(status, [...(table.get(status) ?? []), code].sort());
    }
    // A change here is a change of the API: clients depend on each.
    expect(Object.fromEntries(table)).toEqual({
      400: ["invalid-request", "malformed-json", "request-aborted", "settings-invalid"],
      401: ["bad-credentials", "unauthenticated"],
      403: [
        "beyond-own-permissions",
        "forbidden",
        "origin-refused",
        "setup-refused",
        "wrong-password",
      ],
      404: [
        "adapter-not-found",
        "agent-not-found",
        "api-key-not-found",
        "channel-not-found",
        "not-found",
      ],
      405: ["method-not-allowed"],
      409: [
        "adapter-broken",
        "channel-not-running",
        "conflict",
        "email-taken",
        "last-admin",
        "login-step-over",
        "stale",
      ],
      413: ["body-too-large"],
      415: ["unsupported-media-type"],
      422: ["idempotency-key-reused", "unsupported-by-channel"],
      429: ["rate-limited", "too-many-attempts"],
      500: ["internal"],
      502: ["logout-failed"],
      503: ["unavailable"],
    });
  });
});

describe("a hub whose database is away", () => {
  const nobodyListens = "mysql://root@127.0.0.1:1/none";
  const api = useApi(() => Object.assign(openDatabase(nobodyListens), { url: nobodyListens }));

  it("asks its callers to come back, and keeps the reason to itself", async () => {
    const as = { headers: { Authorization: `Bearer swb_00000000_${"a".repeat(43)}` } };
    const answer = await api().call("/api/v1/conversations", { as });
    expect([answer.status, answer.body["code"]]).toEqual([503, "unavailable"]);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(answer.text).not.toContain("127.0.0.1");
    expect((await api().call("/healthz")).status).toBe(200);
  });
});

describe("a hub in trouble", () => {
  const api = useApi(useDatabase("sqlite"), {
    limits: { perActor: 3, perAddress: 2 },
    readiness: {
      database: () => Promise.reject(new Error("secret-host:3306 is away")),
      migrations: () => Promise.resolve(),
    },
    webhooks: {
      isKnown: () => true,
      handle: () => Promise.reject(new Error("secret reason")),
    },
  });

  it("is not ready, and keeps the reason to itself", async () => {
    const answer = await api().call("/readyz");
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({
      status: "failed",
      checks: { database: "failed", migrations: "ready" },
    });
    expect(answer.text).not.toContain("secret-host");
  });

  it("slows down who asks too often, each by themselves", async () => {
    const one = await api().person("agent", "One");
    const two = await api().person("agent", "Two");
    const status = async (as: typeof one | undefined) =>
      (await api().call("/api/v1/agents", { as })).status;
    const statuses = [];
    for (const as of [one, one, one, one, two, undefined, undefined, undefined]) {
      statuses.push(await status(as));
    }
    expect(statuses).toEqual([200, 200, 200, 429, 200, 401, 401, 429]);
    const refused = await api().call("/api/v1/agents", { as: one });
    expect(refused.body["code"]).toBe("rate-limited");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("still says that it is alive, however often it is asked", async () => {
    for (let count = 0; count < 10; count += 1) {
      expect((await api().call("/healthz")).status).toBe(200);
    }
  });
});

/** A request as no well-behaved client would send it; resolves with what came back before the end. */
function rawRequest(url: string, head: readonly string[], body = ""): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("close", () => resolve(answer));
    socket.on("error", (error) => (answer === "" ? reject(error) : resolve(answer)));
    socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  });
}
