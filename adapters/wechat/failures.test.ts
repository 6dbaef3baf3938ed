import { ChannelError } from "switchboard/adapter";
import type { ConversationRef, Part, OutboundMedia, SendRequest } from "switchboard/adapter";
import { TestHub } from "switchboard/adapter/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../../test/support/free-port.ts";
import { wechat } from "./index.ts";
import { WechatSimulator } from "./simulator.ts";
import type { WechatSimulatorOptions } from "./simulator.ts";
import { Refusal, says } from "./simulator/refusal.ts";

type Settings = Readonly<Record<string, unknown>>;
/** What the operator fills in otherwise. */
type Change = (given: Settings) => Settings | Promise<Settings>;
type Stage = Awaited<ReturnType<typeof setStage>>;

/** A gateway, a hub that isn't started yet, and a customer. */
async function setStage(
  options: WechatSimulatorOptions = {},
  change: Change = () => ({}),
  atEnd: (clean: () => Promise<void>) => void = onTestFinished,
) {
  const simulator = new WechatSimulator(options);
  const given = await simulator.start();
  const settings = { ...given, ...(await change(given)) };
  const hub = new TestHub(wechat, settings);
  atEnd(async () => {
    await hub.close();
    await simulator.stop();
  });
  const wang = simulator.customer("王小明");
  const write = (text: string) => wang.send([{ type: "text", text: { text } }]);
  const texts = (): readonly string[] =>
    hub.journal.events.flatMap((event) =>
      event.type !== "message"
        ? []
        : event.message.parts.map((part) => (part.type === "text" ? part.text.text : part.type)),
    );
  const connected = () => hub.until("a connection", () => hub.statuses.state === "connected");
  let sends = 0;
  const request = (parts: readonly Part<OutboundMedia>[], to?: ConversationRef): SendRequest => {
    sends += 1;
    return {
      clientMessageId: `01890000-0000-7000-8000-${String(sends).padStart(12, "0")}`,
      conversation: to ?? { id: wang.id, kind: "direct" },
      parts,
      attempt: 1,
    };
  };
  const send = (parts: readonly Part<OutboundMedia>[], to?: ConversationRef) =>
    hub.session.send(request(parts, to), AbortSignal.timeout(20_000));
  const say = (text: string, to?: ConversationRef) => send([{ type: "text", text: { text } }], to);
  return { simulator, hub, wang, write, texts, connected, request, send, say };
}

interface Trouble {
  readonly name: string;
  readonly options?: WechatSimulatorOptions;
  readonly change: Change;
  readonly code: ChannelError["code"];
  readonly says: RegExp;
}

/** What the channel's status will show. */
function expectProblem(thrown: unknown, code: ChannelError["code"], words: RegExp): void {
  expect(thrown).toBeInstanceOf(ChannelError);
  const error = ChannelError.from(thrown);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(words);
}

async function rejection(call: Promise<unknown>): Promise<ChannelError> {
  return await call.then(
    () => {
      throw new Error("It did not fail.");
    },
    (error: unknown) => ChannelError.from(error),
  );
}

describe("WeChat: what keeps a channel from connecting is told in plain words", () => {
  const troubles: readonly Trouble[] = [
    {
      name: "wrong token",
      change: () => ({ token: "insecure_another-token-0001" }),
      code: "auth-lost",
      says: /^The gateway doesn't accept the token\./,
    },
    {
      name: "the certificate has another name",
      change: () => ({ tlsServerName: "another.example" }),
      code: "config-invalid",
      says: /^The gateway's TLS doesn't fit/,
    },
    {
      name: "TLS to a gateway without",
      options: { tls: false },
      change: ({ gateway }) => ({ gateway: String(gateway).replace("grpc:", "grpcs:") }),
      code: "config-invalid",
      says: /^The gateway's TLS doesn't fit/,
    },
    {
      name: "nobody listens at the address",
      change: async () => ({ gateway: `grpcs://127.0.0.1:${await freePort()}` }),
      code: "unavailable",
      says: /^The gateway can't be reached\. Is it running\?/,
    },
    {
      name: "the gateway's name is not known",
      change: () => ({ gateway: "grpcs://nowhere.invalid:8788" }),
      code: "unavailable",
      says: /^The gateway's name isn't known/,
    },
    {
      name: "the puppet's package is missing",
      change: () => ({ puppet: "wechaty-puppet-nowhere" }),
      code: "config-invalid",
      says: /is not installed\. In the hub's folder: npm install --no-save wechaty-puppet-nowhere$/,
    },
  ];

  // The library takes seconds for each.
  it.concurrent.for(troubles)("$name", async ({ options, change, code, says: words }, context) => {
    const { hub, simulator } = await setStage(options, change, context.onTestFinished);
    const { error } = await hub.start().ended;
    expectProblem(error, code, words);
    expect(String(error)).not.toContain(simulator.token);
  });
});

describe("WeChat: a connection that ends is made again, without a loss or a double", () => {
  const breaks: readonly {
    readonly name: string;
    readonly fails: (stage: Stage) => unknown;
    readonly mend?: (stage: Stage) => unknown;
    readonly says: RegExp;
  }[] = [
    {
      name: "the line is cut",
      fails: ({ simulator }) => simulator.crash(),
      says: /^The connection to the gateway broke\. .*shows on the phone only/,
    },
    {
      name: "the gateway is killed, and started later",
      fails: ({ simulator }) => simulator.goOffline(),
      mend: ({ simulator }) => simulator.comeBack(),
      says: /^The gateway can't be reached\. Is it running\?$/,
    },
    {
      name: "the gateway restarts",
      fails: ({ simulator }) => simulator.gateway.restart(),
      says: /gateway/,
    },
    {
      name: "the gateway falls silent, and the connection stands",
      fails: ({ simulator, hub }) => {
        simulator.gateway.line.silence();
        hub.clock.hurry();
      },
      mend: ({ simulator }) => {
        simulator.gateway.line.cut();
        simulator.gateway.line.speak();
      },
      says: /^The gateway has fallen silent, without an error\. .*shows on the phone only/,
    },
  ];

  it.each(breaks)("$name", async ({ fails, mend, says: words }) => {
    const stage = await setStage();
    const { hub, write, texts, connected, simulator } = stage;
    const first = hub.start();
    await connected();
    await write("1 before");
    await hub.until("it", () => texts().length === 1);
    const since = hub.clock.now().getTime();
    await fails(stage);
    const { error } = await first.ended;
    expectProblem(error, "unavailable", words);
    expect(hub.clock.now().getTime() - since).toBeLessThan(90_000);
    hub.clock.relax();
    await mend?.(stage);
    hub.start({ again: true });
    await connected();
    await write("2 after");
    await hub.until("both", () => texts().length >= 2);
    await simulator.redeliver(2);
    await hub.until("both once more", () => hub.journal.duplicates >= 2 || texts().length > 2);
    expect(texts()).toEqual(["1 before", "2 after"]);
  });

  it("the token is withdrawn: a person is called", async () => {
    const { hub, simulator } = await setStage();
    const running = await hub.connect();
    simulator.revokeCredentials();
    expectProblem(
      (await running.ended).error,
      "auth-lost",
      /^The gateway doesn't accept the token\./,
    );
  });

  it("a second client takes over: a person is called", async () => {
    const { hub, simulator } = await setStage();
    const running = await hub.connect();
    simulator.takeOver();
    expectProblem(
      (await running.ended).error,
      "auth-conflict",
      /^Another program is connected to this gateway\./,
    );
  });
});

describe("WeChat: where a login stands is shown", () => {
  it("QR code expired, cancelled on the phone, and scanned at last", async () => {
    const { hub, simulator, write, texts, connected } = await setStage({ login: "by hand" });
    hub.start();
    const shown = (stepId: string, times = 1) =>
      hub.until(
        stepId,
        () => hub.prompts.filter((prompt) => prompt.stepId === stepId).length === times,
      );
    await shown("scan");
    simulator.scan("timeout");
    await shown("code-expired");
    simulator.showCode("http://weixin.qq.com/x/second");
    await shown("scan", 2);
    simulator.scan("scanned");
    simulator.scan("cancelled");
    await shown("cancelled-on-phone");
    simulator.showCode("http://weixin.qq.com/x/third");
    await shown("scan", 3);
    simulator.scan("scanned");
    simulator.scan("confirmed");
    simulator.logIn();
    await connected();
    await write("你好");
    await hub.until("it", () => texts().length === 1);
    const words = hub.prompts.map(({ instructions }) => instructions).join("\n");
    expect(words).toContain("二维码已过期");
    expect(words).toContain("The code has expired.");
    expect(words).toContain("Cancelled on the phone.");
    expect(JSON.stringify(hub.logs)).not.toContain("weixin.qq.com/x/");
  });

  it("neither a code nor a login", async () => {
    const { hub, simulator } = await setStage();
    simulator.puppet.whenStarted = () => undefined;
    const running = hub.start();
    hub.clock.hurry();
    expectProblem(
      (await running.ended).error,
      "unavailable",
      /^The gateway neither shows a QR code nor says/,
    );
  });

  it("logged out on the phone, and in again", async () => {
    const { hub, simulator, write, texts, connected } = await setStage();
    await hub.connect();
    await write("1 before");
    await hub.until("it", () => texts().length === 1);
    await simulator.logOutOnThePhone();
    await hub.until("the word of it", () => hub.statuses.state === "login-required");
    expect(JSON.stringify(hub.statuses.all.at(-1))).toMatch(/已在手机上退出.*was logged out/);
    simulator.showCode();
    simulator.logIn();
    await connected();
    await write("2 after");
    await hub.until("both", () => texts().length >= 2);
    expect(texts()).toEqual(["1 before", "2 after"]);
  });
});

describe("WeChat: every message comes once, whatever goes wrong with it", () => {
  it("its contents can't be had at first", async () => {
    const { hub, simulator, wang, texts } = await setStage();
    await hub.connect();
    const late = simulator.world.post({
      talkerId: wang.id,
      type: 7,
      conversationId: wang.id,
      text: "late",
    });
    simulator.puppet.unreadable.set(late.payload.id, 3);
    hub.clock.hurry();
    simulator.puppet.announce(late);
    await hub.until("it", () => texts().length > 0);
    expect(texts()).toEqual(["late"]);
    expect(hub.logs.some(({ message }) => message.startsWith("A message can't be had yet"))).toBe(
      true,
    );
  });

  it("its contents can't be had until the hub was started again", async () => {
    const { hub, simulator, wang, texts } = await setStage();
    const first = await hub.connect();
    const late = simulator.world.post({
      talkerId: wang.id,
      type: 7,
      conversationId: wang.id,
      text: "kept",
    });
    simulator.puppet.unreadable.set(late.payload.id, Number.POSITIVE_INFINITY);
    simulator.puppet.announce(late);
    await hub.until("the failure", () =>
      hub.logs.some(({ message }) => /can't be had/.test(message)),
    );
    await first.stop();
    simulator.puppet.unreadable.clear();
    await hub.connect();
    await hub.until("it", () => texts().length > 0);
    expect(texts()).toEqual(["kept"]);
  });

  it("the hub can't store it, four times", async () => {
    const { hub, write, texts } = await setStage();
    await hub.connect();
    hub.journal.rejectNext(4);
    hub.clock.hurry();
    await write("hard to store");
    await hub.until("it", () => texts().length > 0);
    expect(texts()).toEqual(["hard to store"]);
  });

  it("the gateway tells what nobody can read, and the library's listeners throw", async () => {
    const { hub, simulator, write, texts } = await setStage();
    await hub.connect();
    simulator.puppet.emit("message", null as never);
    simulator.puppet.emit("room-topic", null as never);
    await write("all the same");
    await hub.until("it", () => texts().length > 0);
    expect(texts()).toEqual(["all the same"]);
    expect(hub.statuses.state).toBe("connected");
  });

  it("the puppet reports errors", async () => {
    const { hub, simulator, write, texts } = await setStage();
    await hub.connect();
    simulator.puppet.emit("error", new Error("something inside"));
    await hub.until("the report", () =>
      hub.logs.some(({ message }) => /reports an error/.test(message)),
    );
    await write("all the same");
    await hub.until("it", () => texts().length > 0);
    expect(hub.statuses.state).toBe("connected");
  });

  it("told in the wrong order", async () => {
    const { hub, simulator, wang, texts } = await setStage();
    await hub.connect();
    const now = Date.now();
    const messages = [3, 1, 2].map((n) =>
      simulator.world.post({
        talkerId: wang.id,
        type: 7,
        conversationId: wang.id,
        text: String(n),
        at: now + n * 1_000,
      }),
    );
    for (const message of messages) simulator.puppet.announce(message);
    await hub.until("all", () => texts().length === 3);
    expect(texts()).toEqual(["1", "2", "3"]);
  });

  it("times in seconds", async () => {
    const { hub, wang } = await setStage({ timestamps: "seconds" });
    await hub.connect();
    const at = Date.now();
    await wang.send([{ type: "text", text: { text: "now" } }], { at });
    const event = await hub.event("message");
    expect(event.message.sentAt.getTime()).toBe(Math.floor(at / 1_000) * 1_000);
    expect(event.origin).toBe("live");
  });

  it("its author can't be looked up", async () => {
    const { hub, wang, write } = await setStage();
    await hub.connect();
    wang.leave();
    await write("who am I?");
    const { message } = await hub.event("message");
    expect(message.author).toEqual({ kind: "customer", contact: { id: wang.id } });
  });

  // Small ones come along with the answer, large ones in pieces.
  it.each([1_000, 20 * 1024 * 1024])("a file of %i bytes, and the same expired", async (size) => {
    const { hub, simulator, wang } = await setStage();
    await hub.connect();
    const bytes = new Uint8Array(size).fill(7);
    const file = {
      kind: "file",
      bytes,
      mimeType: "application/pdf",
      fileName: "账单.pdf",
    } as const;
    await wang.send([{ type: "media", file }]);
    const { message } = await hub.event("message");
    const [part] = message.parts;
    if (part?.type !== "media") throw new Error("It is no file.");
    const { fetchMedia } = hub.session;
    if (fetchMedia === undefined) throw new Error("Files can't be fetched.");
    const fetched = await fetchMedia.call(hub.session, part.media, AbortSignal.timeout(20_000));
    expect((await new Response(fetched.body).arrayBuffer()).byteLength).toBe(bytes.length);
    simulator.expireMedia();
    const error = await rejection(
      fetchMedia.call(hub.session, part.media, AbortSignal.timeout(20_000)),
    );
    expect(error).toMatchObject({ code: "media-expired", outcome: "not-sent" });
  });
});

describe("WeChat: a send tells the truth about its outcome", () => {
  it.each([
    ["refused: no friend", says("对方开启了朋友验证"), "recipient-unreachable"],
    ["refused: blocked", says("消息已发出，但被对方拒收了"), "recipient-unreachable"],
    ["room left", says("你不在该群聊中"), "recipient-unreachable"],
    ["too fast", says("操作过于频繁，请稍后再试"), "rate-limited"],
    ["content", says("消息包含违规内容"), "content-rejected"],
    ["account restricted", says("当前帐号被限制登录"), "account-restricted"],
    [
      "larger than the gateway takes",
      new Refusal(8, "Received message larger than max"),
      "media-too-large",
    ],
    ["the puppet can't do it", new Refusal(12, "not implemented"), "unsupported"],
  ] as const)("%s: not sent", async (_, refusal, code) => {
    const { hub, simulator, say } = await setStage();
    await hub.connect();
    simulator.fail({ type: "refuse", refusal });
    expect(await rejection(say("hello"))).toMatchObject({ code, outcome: "not-sent" });
    expect(simulator.sent()).toEqual([]);
  });

  it("the contact is gone, or the group: not sent", async () => {
    const { hub, simulator, wang, say } = await setStage();
    await hub.connect();
    wang.leave();
    const error = await rejection(say("hello"));
    expect(error).toMatchObject({ code: "recipient-unreachable", outcome: "not-sent" });
    const group = await rejection(say("hello", { id: "49999@chatroom", kind: "group" }));
    expect(group).toMatchObject({ code: "recipient-unreachable", outcome: "not-sent" });
    expect(simulator.sent()).toEqual([]);
  });

  it("an error that nobody knows: unknown", async () => {
    const { hub, simulator, say } = await setStage();
    await hub.connect();
    simulator.fail({ type: "refuse", refusal: says("[tid:8e3c] unexpected reply 0x1f") });
    expect(await rejection(say("hello"))).toMatchObject({ code: "protocol", outcome: "unknown" });
  });

  it("sent without an id: the echo proves it, and is no second message", async () => {
    const { hub, simulator, request } = await setStage({ tellsIds: false });
    await hub.connect();
    const asked = request([{ type: "text", text: { text: "hello" } }]);
    const result = await hub.session.send(asked, AbortSignal.timeout(20_000));
    expect(result).toMatchObject({ messageIds: [], level: "accepted" });
    const { message } = await hub.event("message");
    expect(message).toMatchObject({
      author: { kind: "self" },
      clientMessageId: asked.clientMessageId,
    });
    expect(simulator.sent()).toHaveLength(1);
  });

  it("the answer is lost with a file on its way: unknown, and the customer has it once", async () => {
    const { hub, simulator, send } = await setStage();
    const running = await hub.connect();
    simulator.fail({ type: "lose" });
    const bytes = new TextEncoder().encode("bill");
    const media: OutboundMedia = {
      size: bytes.length,
      mimeType: "application/pdf",
      fileName: "bill.pdf",
      open: () => Promise.resolve(new Blob([bytes]).stream()),
    };
    const error = await rejection(send([{ type: "media", kind: "file", media }]));
    expect(error).toMatchObject({ code: "unavailable", outcome: "unknown" });
    await running.ended;
    await hub.connect();
    expect(simulator.sent()).toHaveLength(1);
  });
});
