import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ChannelAdapter, ChannelSession, SendRequest } from "../src/adapter/index.ts";
import { TestHub } from "../src/adapter/testkit/index.ts";
import { isolate } from "../src/channels/isolation/isolate.ts";
import { emptyFolder } from "./support/command-line.ts";
import { adapter } from "./support/perilous/adapter.ts";
import { until } from "./support/until.ts";

describe("a send that is under way when its process ends", () => {
  it("is unknown when the adapter had begun with it", async () => {
    const { session } = await start();
    const send = refusal(session.send(say("hang"), unhurried()));
    await begins(session);
    await ask(session, "kill");
    expect(await send).toMatchObject({ code: "unavailable", outcome: "unknown" });
  });

  it("was not sent when the process hung before it came to it", async () => {
    const { session } = await start();
    const sign = path.join(await emptyFolder(), "hangs");
    const asked = refusal(ask(session, `loop-at-once\n${sign}`));
    await until("the hang", () => existsSync(sign));
    const sends = Promise.all([1, 2, 3].map(() => refusal(session.send(say("Hi"), unhurried()))));
    for (const error of await sends) {
      expect(error).toMatchObject({ code: "unavailable", outcome: "not-sent" });
    }
    await asked;
  });

  it("was not sent when the session doesn't run any more, or not yet", async () => {
    const { session, stop } = await start();
    await stop();
    const refused = { code: "unavailable", outcome: "not-sent" };
    expect(await refusal(session.send(say("Hi"), unhurried()))).toMatchObject(refused);
    const { session: fresh } = await start(false);
    expect(await refusal(fresh.send(say("Hi"), unhurried()))).toMatchObject(refused);
  });

  it("is unknown when the adapter ignores that its time is up; the session goes on", async () => {
    const { session } = await start();
    const deadline = new AbortController();
    const send = refusal(session.send(say("hang"), deadline.signal));
    await begins(session);
    deadline.abort(new DOMException("The send took too long.", "TimeoutError"));
    expect(await send).toMatchObject({ code: "timeout", outcome: "unknown" });
    expect(await session.send(say("Hi"), unhurried())).toMatchObject({ messageIds: ["1"] });
  });
});

async function start(runs = true): Promise<{
  readonly session: ChannelSession;
  readonly stop: () => Promise<unknown>;
}> {
  const times = { lookEveryMs: 100, missedLooks: 20, callMs: 50 };
  const isolated: ChannelAdapter = isolate(adapter, times);
  const hub = new TestHub(isolated, {});
  onTestFinished(() => hub.close());
  if (!runs) {
    return {
      session: isolated.createSession(hub.context()),
      stop: () => Promise.resolve(),
    };
  }
  const running = await hub.connect();
  return { session: running.session, stop: () => running.stop() };
}

/** What was asked before has reached the adapter: the line keeps the order. */
async function begins(session: ChannelSession): Promise<void> {
  await ask(session, "pid");
}

it("answers a webhook call with bytes, and is told the caller's network", async () => {
  const { session } = await start(true);
  const call = {
    method: "POST",
    path: "",
    query: new URLSearchParams(),
    headers: new Headers(),
    body: Buffer.from("echo-address"),
    address: "192.0.2.1",
  };
  const answer = await session.handleWebhook?.(call);
  expect(answer?.body).toBeInstanceOf(Uint8Array);
  expect(Buffer.from(answer?.body ?? "")).toEqual(Buffer.from("\u0000192.0.2.1"));
});

async function ask(session: ChannelSession, deed: string): Promise<void> {
  const request = {
    method: "POST",
    path: "",
    query: new URLSearchParams(),
    headers: new Headers(),
    body: Buffer.from(deed),
  };
  expect(await session.handleWebhook?.(request)).toMatchObject({ status: 200 });
}

function say(text: string): SendRequest {
  return {
    clientMessageId: "1",
    conversation: { id: "ada", kind: "direct" },
    parts: [{ type: "text", text: { text } }],
    attempt: 1,
  };
}

function unhurried(): AbortSignal {
  return new AbortController().signal;
}

function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail("The call succeeded."),
    (error: unknown) => error,
  );
}
