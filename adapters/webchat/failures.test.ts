import { randomBytes, randomUUID } from "node:crypto";
import { appendFile, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ChannelError, parseSettings, type SendRequest } from "switchboard/adapter";
import { TestHub } from "switchboard/adapter/testkit";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { webchat } from "./index.ts";
import { signToken } from "./simulator/token.ts";

const secret = "a-secret-of-the-shop-0123456789-abcdef";
const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;

interface Entries {
  readonly entries: readonly { n: number; type: string; message?: { id: string; text?: string } }[];
  readonly last: number;
  readonly typing?: { until: string };
}

/** A running chat; each call goes to the session as the hub hands it over. */
async function openChat(settings: Readonly<Record<string, unknown>> = {}) {
  const hub = new TestHub(webchat, {
    signingSecret: secret,
    messagesPerMinute: 10_000,
    ...settings,
  });
  onTestFinished(() => hub.close());
  let running = await hub.connect();
  const restart = async () => {
    await running.stop();
    running = await hub.connect();
  };
  const call = async (
    method: string,
    address: string,
    token?: string,
    body: unknown = "",
    { from, ...headers }: Readonly<Record<string, string>> & { readonly from?: string } = {},
  ) => {
    const [path = "", query] = address.split("?");
    const response = await hub.session.handleWebhook?.({
      method,
      path,
      query: new URLSearchParams(query),
      headers: new Headers({ ...(token && { authorization: `Bearer ${token}` }), ...headers }),
      body: body instanceof Uint8Array ? body : Buffer.from(asText(body)),
      ...(from !== undefined && { address: from }),
    });
    if (response === undefined) throw new Error("There is no handleWebhook.");
    return response;
  };
  const say = (token: string, text: string, id: string = randomUUID()) =>
    call("POST", "/messages", token, { id, text });
  const entries = async (token: string, query = "after=0") => {
    const { body } = await call("GET", `/entries?${query}`, token);
    return JSON.parse(String(body)) as Entries;
  };
  const visitorOf = async (token: string): Promise<string> => {
    const { body } = await call("POST", "/visit", token, {});
    return (JSON.parse(String(body)) as { visitor: { id: string } }).visitor.id;
  };
  const logOf = async (): Promise<string> => {
    const visitors = join(await hub.context().privateDirectory(), "visitors");
    const [folder = ""] = await readdir(visitors);
    return join(visitors, folder, "log.jsonl");
  };
  return { hub, call, say, entries, visitorOf, logOf, restart };
}

function asText(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

function anonymous(): string {
  return randomBytes(32).toString("base64url");
}

function answerTo(conversation: string, text: string): SendRequest {
  return {
    clientMessageId: randomUUID(),
    conversation: { id: conversation, kind: "direct" },
    parts: [{ type: "text", text: { text } }],
    attempt: 1,
  };
}

const unhurried = new AbortController().signal;

describe("a visitor's message", () => {
  it("is one message however often it is posted, also at the same time", async () => {
    const { hub, say, entries } = await openChat();
    const [token, id] = [anonymous(), randomUUID()];
    const answers = await Promise.all([say(token, "Hello", id), say(token, "Hello", id)]);
    answers.push(await say(token, "Hello", id));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect((await entries(token)).entries).toHaveLength(1);
    expect(hub.journal.size).toBe(1);
  });

  it("that the hub can't store is refused with 503, is not shown as sent, and comes when sent again", async () => {
    const { hub, say, entries } = await openChat();
    const [token, id] = [anonymous(), randomUUID()];
    hub.journal.rejectNext(1);
    expect((await say(token, "Hello", id)).status).toBe(503);
    expect((await entries(token)).entries).toEqual([]);
    expect((await say(token, "Hello", id)).status).toBe(201);
    expect(hub.journal.size).toBe(1);
  });

  it("that the hub has and the mailbox hasn't, after a kill between the two, becomes one when it is sent again", async () => {
    const { hub, say, entries, visitorOf, logOf, restart } = await openChat();
    const [token, id] = [anonymous(), randomUUID()];
    await visitorOf(token);
    // There is no writing to the log now, as if the hub were killed before it: the journal has the message by then.
    const log = await logOf();
    await rename(log, `${log}.away`);
    expect((await say(token, "Hello", id)).status).toBe(503);
    expect(hub.journal.size).toBe(1);
    await rename(`${log}.away`, log);
    await restart();
    expect((await say(token, "Hello", id)).status).toBe(201);
    expect(hub.journal.size).toBe(1);
    expect((await entries(token)).entries.map(({ message }) => message?.id)).toEqual([id]);
  });

  it("that finds no place on the disk is refused with 503, and the hub isn't given it, until there is one", async () => {
    const { hub, say, entries } = await openChat();
    const [token, id] = [anonymous(), randomUUID()];
    const visitors = join(await hub.context().privateDirectory(), "visitors");
    await writeFile(visitors, "in the way");
    expect((await say(token, "Hello", id)).status).toBe(503);
    expect(hub.journal.calls).toBe(0);
    await rm(visitors);
    expect((await say(token, "Hello", id)).status).toBe(201);
    expect((await entries(token)).last).toBe(1);
  });

  it("keeps its place when a crash tore the line after it", async () => {
    const { say, entries, logOf, restart } = await openChat();
    const token = anonymous();
    await say(token, "One");
    await appendFile(await logOf(), '{"type":"message","message":{"id":"torn","te');
    await restart();
    await say(token, "Two");
    await restart();
    const all = await entries(token);
    expect(all.entries.map(({ n, message }) => [n, message?.text])).toEqual([
      [1, "One"],
      [2, "Two"],
    ]);
  });

  it("is text and nothing else, whatever it says", async () => {
    const { hub, call, say, entries } = await openChat();
    const token = anonymous();
    const text = "<img src=x onerror=alert(1)><script>1</script>&amp;\u202Eabc";
    await say(token, text);
    expect((await entries(token)).entries[0]?.message?.text).toBe(text);
    const { message } = await hub.event("message");
    expect(message.parts).toEqual([{ type: "text", text: { text } }]);
    const spans = [{ start: 0, end: 4, style: "link", value: "javascript:alert(1)" }];
    const evil = { id: randomUUID(), text: "Here", spans };
    expect((await call("POST", "/messages", token, evil)).status).toBe(400);
  });

  it.each([
    ["no body", ""],
    ["no JSON", "{"],
    ["no UTF-8", Buffer.from([0xff, 0xfe])],
    ["no text", { id: randomUUID() }],
    ["blanks", { id: randomUUID(), text: " \n" }],
    ["half a character", { id: randomUUID(), text: "\uD800" }],
    ["an id that isn't one", { id: "../../etc", text: "Hi" }],
    ["too much text", { id: randomUUID(), text: "x".repeat(4001) }],
    ["an answer to nothing", { id: randomUUID(), text: "Hi", replyTo: "nothing" }],
    ["a file that isn't there", { id: randomUUID(), fileId: "../log.jsonl" }],
  ])("is refused with %s", async (_what, body) => {
    const { hub, call } = await openChat();
    expect((await call("POST", "/messages", anonymous(), body)).status).toBe(400);
    expect(hub.journal.size).toBe(0);
  });

  it("is refused when there were too many, by visitor and by address, with the time to wait", async () => {
    const { call, say } = await openChat({ messagesPerMinute: 2, messagesPerMinuteAndAddress: 3 });
    const token = anonymous();
    const statuses = [await say(token, "1"), await say(token, "2"), await say(token, "3")];
    expect(statuses.map(({ status }) => status)).toEqual([201, 201, 429]);
    expect(Number(statuses[2]?.headers?.["Retry-After"])).toBeGreaterThan(0);
    const post = (address: string) =>
      call("POST", "/messages", anonymous(), { id: randomUUID(), text: "Hi" }, { from: address });
    for (let n = 0; n < 3; n += 1) expect((await post("192.0.2.1")).status).toBe(201);
    expect((await post("192.0.2.1")).status).toBe(429);
    expect((await post("192.0.2.2")).status).toBe(201);
  });

  it("comes from a page whose query nobody keeps; a page that makes no sense keeps nobody from writing", async () => {
    const { hub, call, say, logOf } = await openChat();
    const token = anonymous();
    const page = { url: "https://shop.example/cart?session=private#x", title: "Cart" };
    expect((await call("POST", "/visit", token, { locale: "zh-CN", page })).status).toBe(200);
    await say(token, "Hello");
    const event = await hub.event("message");
    expect(event.raw).toEqual({ page: { url: "https://shop.example/cart", title: "Cart" } });
    expect(event.message.author.contact?.locale).toBe("zh-CN");
    expect(await readFile(await logOf(), "utf8")).not.toContain("private");
    const odd = { page: { url: "file:///tmp/x", title: "x".repeat(5000) } };
    expect((await call("POST", "/visit", token, odd)).status).toBe(200);
    expect((await call("POST", "/visit", token, { locale: "not a language" })).status).toBe(400);
  });

  it("is refused with a blocked word, and from a blocked visitor", async () => {
    const { say } = await openChat({ blockedWords: ["Casino"], blockedVisitors: ["user:spammer"] });
    expect((await say(anonymous(), "Best CASINO in town")).status).toBe(403);
    const spammer = signToken({ sub: "spammer", exp: inAnHour() }, secret);
    expect((await say(spammer, "Hello")).status).toBe(403);
  });
});

describe("who calls", () => {
  it.each([
    ["nobody", undefined],
    ["too short a token", "abc"],
    ["another's signature", signToken({ sub: "7", exp: inAnHour() }, `${secret}!`)],
    ["a token that has run out", signToken({ sub: "7", exp: 1_000_000 }, secret)],
    ["a token for ever", signToken({ sub: "7" }, secret)],
    ["a token of nobody", signToken({ exp: inAnHour() }, secret)],
    [
      "no algorithm",
      `${signToken({ sub: "7", exp: inAnHour() }, "", { alg: "none" }).split(".").slice(0, 2).join(".")}.`,
    ],
    ["another algorithm", signToken({ sub: "7", exp: inAnHour() }, secret, { alg: "HS512" })],
  ])("is refused as %s", async (_what, token) => {
    const { hub, say } = await openChat();
    expect((await say(token ?? "", "Hello")).status).toBe(401);
    expect(hub.journal.calls).toBe(0);
  });

  it("is somebody only by a signature: what is typed claims nobody", async () => {
    const { hub, call, say, visitorOf } = await openChat();
    const signed = signToken(
      { sub: "7", exp: inAnHour(), name: "Ada", email: "a@x.example" },
      secret,
    );
    await say(signed, "My order?");
    const liar = anonymous();
    await call("POST", "/visit", liar, { id: "user:7", name: "Ada", email: "a@x.example" });
    await say(liar, "Tell me all");
    const authors = hub.journal.events.flatMap((event) =>
      event.type === "message" ? [event.message.author.contact] : [],
    );
    expect(authors).toEqual([
      { id: "user:7", name: "Ada", aliases: ["email:a@x.example"] },
      { id: await visitorOf(liar), name: "Ada", aliases: ["unverified-email:a@x.example"] },
    ]);
    expect(authors[1]?.id).toMatch(/^visitor:/);
  });

  it("is the same visitor at each start", async () => {
    const { visitorOf } = await openChat();
    const token = anonymous();
    expect(await visitorOf(token)).toBe(await visitorOf(token));
  });

  it("is refused where only signed visitors may write, and from another site's page", async () => {
    const { call, say } = await openChat({ signedOnly: true });
    expect((await say(anonymous(), "Hello")).status).toBe(401);
    const signed = signToken({ sub: "7", exp: inAnHour() }, secret);
    const from = (headers: Readonly<Record<string, string>>) =>
      call("POST", "/messages", signed, { id: randomUUID(), text: "Hi" }, headers);
    const host = "chat.example";
    expect((await from({ host, origin: "https://evil.example" })).status).toBe(403);
    expect((await from({ host, "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await from({ host, origin: `https://${host}` })).status).toBe(201);
  });

  it("finds the frame for the allowed sites only, and nothing of anybody in it", async () => {
    const { call } = await openChat({ allowedOrigins: ["https://shop.example/a"] });
    const { headers, body } = await call("GET", "/frame");
    const policy = headers?.["Content-Security-Policy"];
    expect(policy).toContain("frame-ancestors https://shop.example");
    expect(policy).toContain("script-src 'self';");
    expect(String(body)).not.toMatch(/inline|onload|<script>|style=/);
    const config = JSON.parse(String((await call("GET", "/config")).body)) as object;
    expect(Object.keys(config).toSorted()).toEqual([
      "colour",
      "form",
      "hours",
      "limits",
      "name",
      "position",
      "signedOnly",
    ]);
  });
});

describe("a file", () => {
  const put = {
    "content-type": "image/png",
    "x-file-name": encodeURIComponent("../猫\r\n\u202Egnp.exe"),
  };

  it("is its visitor's alone, under a name that can harm nobody", async () => {
    const { call } = await openChat();
    const [mine, others] = [anonymous(), anonymous()];
    const stored = await call("POST", "/files", mine, Buffer.from("png"), put);
    const { fileId, fileName } = JSON.parse(String(stored.body)) as Record<string, string>;
    expect([stored.status, fileName]).toEqual([201, ".._猫gnp.exe"]);
    const got = await call("GET", `/files/${fileId}`, mine);
    expect(Buffer.from(got.body ?? "").toString()).toBe("png");
    expect(got.headers?.["Content-Disposition"]).toMatch(
      /^attachment; filename\*=UTF-8''[\w.%-]+$/,
    );
    expect((await call("GET", `/files/${fileId}`, others)).status).toBe(404);
    const steal = { id: randomUUID(), fileId };
    expect((await call("POST", "/messages", others, steal)).status).toBe(400);
    for (const path of ["..%2Flog.jsonl", "....", "log.jsonl", `${fileId}.json`]) {
      expect((await call("GET", `/files/${path}`, mine)).status).toBe(404);
    }
  });

  it("is refused when a visitor has sent 200 MB in an hour", async () => {
    const { call } = await openChat();
    const token = anonymous();
    const statuses = new Set<number>();
    const large = Buffer.alloc(10 * 1024 ** 2);
    for (let n = 0; n < 20; n += 1) {
      // Of a kind that isn't taken: what came counts all the same, and the disk is spared.
      const { status } = await call("POST", "/files", token, large, { "content-type": "x/y" });
      statuses.add(status);
    }
    expect([...statuses]).toEqual([415]);
    expect((await call("POST", "/files", token, Buffer.from("png"), put)).status).toBe(429);
  });

  it("is refused when it is too large, empty, or of a kind that isn't taken", async () => {
    const { call } = await openChat({ fileMegabytes: 0.001 });
    const send = async (bytes: number, headers: Readonly<Record<string, string>>) =>
      (await call("POST", "/files", anonymous(), Buffer.alloc(bytes, 1), headers)).status;
    expect(await send(1048, put)).toBe(201);
    expect(await send(1049, put)).toBe(413);
    expect(await send(0, put)).toBe(400);
    expect(await send(9, { ...put, "content-type": "text/html" })).toBe(415);
    expect(await send(9, { ...put, "x-file-name": "%E4%A" })).toBe(400);
  });
});

describe("an answer", () => {
  it("sent twice is one entry, is proved by the log, and wakes every poll that waits", async () => {
    const { hub, say, entries, visitorOf } = await openChat();
    const token = anonymous();
    await say(token, "Hello?");
    const request = answerTo(await visitorOf(token), "Yes?");
    expect(await hub.session.reconcile?.(request, unhurried)).toBe("not-sent");
    const polls = [entries(token, "after=1&wait=25"), entries(token, "after=1&wait=25")];
    await hub.session.send(request, unhurried);
    for (const { entries: news, last } of await Promise.all(polls)) {
      expect([news.map(({ message }) => message?.text), last]).toEqual([["Yes?"], 2]);
    }
    await hub.session.send({ ...request, attempt: 2 }, unhurried);
    expect((await entries(token)).last).toBe(2);
    const proof = await hub.session.reconcile?.(request, unhurried);
    expect(proof).toMatchObject({ messageIds: [request.clientMessageId], level: "sent" });
  });

  it("that is being typed is told at once, also when that began between two calls", async () => {
    const { hub, say, entries, visitorOf } = await openChat();
    const token = anonymous();
    await say(token, "Hello?");
    const { conversation } = answerTo(await visitorOf(token), "Yes?");
    await hub.session.setTyping?.(conversation, true, unhurried);
    const { typing } = await entries(token, "after=1&wait=25&typing=0");
    const until = Date.parse(typing?.until ?? "");
    expect(until).toBeGreaterThan(hub.clock.now().getTime());
    const next = entries(token, `after=1&wait=25&typing=${until}`);
    await hub.session.setTyping?.(conversation, false, unhurried);
    expect(await next).not.toHaveProperty("typing");
  });

  it("outlives a restart, and is delivered when the visitor counts on from it", async () => {
    const { hub, say, entries, visitorOf, restart } = await openChat();
    const token = anonymous();
    await say(token, "Hello?");
    const request = answerTo(await visitorOf(token), "Yes?");
    await hub.session.send(request, unhurried);
    await restart();
    expect((await entries(token, "after=1")).entries).toHaveLength(1);
    expect(hub.journal.events.filter(({ type }) => type === "receipt")).toEqual([]);
    await entries(token, "after=2");
    const receipt = await hub.event("receipt");
    expect(receipt).toMatchObject({
      level: "delivered",
      targets: [{ messageId: request.clientMessageId }],
    });
  });

  it("whose mailbox can't be written is not sent, and arrives once when tried again", async () => {
    const { hub, say, entries, visitorOf, logOf } = await openChat();
    const token = anonymous();
    await say(token, "Hello?");
    const request = answerTo(await visitorOf(token), "Yes?");
    const log = await logOf();
    await rename(log, `${log}.away`);
    const failed = hub.session.send(request, unhurried);
    await expect(failed).rejects.toMatchObject({ code: "unavailable", outcome: "not-sent" });
    await rename(`${log}.away`, log);
    await hub.session.send({ ...request, attempt: 2 }, unhurried);
    expect((await entries(token)).entries.map(({ message }) => message?.text)).toEqual([
      "Hello?",
      "Yes?",
    ]);
  });

  it("to somebody who had their data deleted is refused, and nothing of them is left", async () => {
    const { hub, call, say, entries, visitorOf, logOf } = await openChat();
    const token = anonymous();
    const id = await visitorOf(token);
    await say(token, "Forget this");
    const folder = join(await logOf(), "..");
    expect((await call("DELETE", "/visitor", token)).status).toBe(204);
    await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
    const send = hub.session.send(answerTo(id, "Are you there?"), unhurried);
    await expect(send).rejects.toBeInstanceOf(ChannelError);
    await expect(send).rejects.toMatchObject({
      code: "recipient-unreachable",
      outcome: "not-sent",
    });
    await say(token, "Me again");
    expect((await entries(token, "after=57")).entries.map(({ message }) => message?.text)).toEqual([
      "Me again",
    ]);
  });
});

it("answers whatever comes with no more than a refusal", async () => {
  const { call } = await openChat();
  const token = anonymous();
  const paths = [
    "/visit",
    "/messages",
    "/files",
    "/entries",
    "/typing",
    "/read",
    "/visitor",
    "/files/x",
    "/__proto__",
    "",
  ];
  const requests = fc.record({
    method: fc.constantFrom("GET", "POST", "DELETE", "PUT"),
    path: fc.constantFrom(...paths),
    query: fc.webQueryParameters(),
    body: fc.oneof(fc.json(), fc.string(), fc.constant('{"__proto__":{"text":1}}')),
    type: fc.constantFrom("image/png", "application/json", "x"),
  });
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, query, body, type }) => {
      const { status } = await call(method, `${path}?${query}`, token, body, {
        "content-type": type,
      });
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
});

it("refuses settings in which nobody could ever write", () => {
  expect(() => parseSettings(webchat.settings, { signedOnly: true })).toThrow(/signingSecret/);
});
