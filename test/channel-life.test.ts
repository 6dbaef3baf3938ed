import { describe, expect, it } from "vitest";
import { ChannelError, type SessionStatus } from "../src/adapter/index.ts";
import { Ingest } from "../src/inbox/ingest.ts";
import { channelDesk } from "./support/channel-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import {
  aborted,
  connected,
  connects,
  ScriptedAdapter,
  textMessage,
} from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("a channel's life on %s", (name) => {
  const database = useDatabase(name);
  const states = async (): Promise<unknown[]> => {
    const rows = await database().queries.selectFrom("events").select("data").execute();
    return rows.map(({ data }) => (JSON.parse(data) as { status: { state: string } }).status.state);
  };

  it("starts when it is created, stores what it receives, and remembers how far it got", async () => {
    const shop = new ScriptedAdapter("shop", connects);
    const desk = await channelDesk(database(), [shop], {
      sink: { receive: (...call) => ingest.receive(...call) },
    });
    const ingest = new Ingest({ eventLog: desk.events, clock: desk.clock, log: desk.log });
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");

    await shop.context.receive([textMessage("1", "你好 😀")], { key: "offset", value: "8" });

    expect(await shop.context.cursor("offset")).toMatchObject({ value: "8" });
    const messages = await database().queries.selectFrom("messages").selectAll().execute();
    expect(messages).toMatchObject([{ channel_id: id, author_name: "王小明" }]);
    expect(desk.supervisor.connected(id)).toMatchObject({ leaseToken: 1 });
  });

  it("tells of every change once, and of nothing else", async () => {
    const shop = new ScriptedAdapter("shop", (_context, signal) => aborted(signal));
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "starting");
    await until("a session", () => shop.runs === 1);
    const steps: SessionStatus[] = [
      { state: "starting" },
      { state: "syncing", progress: 0.1 },
      { state: "syncing", progress: 0.9 },
      connected,
      connected,
      { state: "reconnecting", code: "unavailable", retryAt: desk.clock.now() },
      connected,
    ];
    for (const step of steps) {
      shop.context.status(step);
      await desk.untilState(id, step.state);
    }

    expect(await states()).toEqual([
      "stopped",
      "starting",
      "syncing",
      "connected",
      "reconnecting",
      "connected",
    ]);
    const { status, self } = await desk.channels.get(id);
    expect(status).toEqual({ state: "connected", since: desk.clock.now() });
    expect(self).toEqual({ id: "us", name: "Shop" });

    await desk.channels.pause(id, "agent:1");
    expect((await desk.channels.get(id)).status.state).toBe("stopped");
  });

  it("backs off from one second to five minutes", async () => {
    const shop = new ScriptedAdapter("shop", () => {
      throw new ChannelError({ code: "unavailable", outcome: "not-sent", message: "Bad gateway." });
    });
    const desk = await channelDesk(database(), [shop]);
    await desk.open(shop);
    const waits: number[] = [];
    for (let run = 1; run <= 11; run += 1) {
      await desk.untilResting(() => shop.runs === run);
      waits.push((desk.clock.nextIn() ?? 0) / 1000);
      await desk.clock.advance(desk.clock.nextIn() ?? 0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it.each([
    [59_999, 4_000],
    [60_000, 1_000],
  ])("forgets earlier failures once it was connected for a minute: %i ms", async (ms, wait) => {
    let end = (): void => undefined;
    const shop = new ScriptedAdapter("shop", () => Promise.reject(new Error("gone")));
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilResting(() => shop.runs === 1);
    await desk.clock.advance(1_000);
    await desk.untilResting(() => shop.runs === 2);
    shop.next(async (context) => {
      context.status(connected);
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      throw new Error("gone again");
    });
    await desk.clock.advance(2_000);
    await desk.untilState(id, "connected");
    await desk.clock.advance(ms);
    end();
    await desk.untilState(id, "reconnecting");
    expect(desk.clock.nextIn()).toBe(wait);
  });

  it("keeps saying what is wrong while it tries again", async () => {
    const shop = new ScriptedAdapter("shop", (context) => {
      context.status({ state: "starting" });
      throw new ChannelError({ code: "unavailable", outcome: "not-sent", message: "Bad gateway." });
    });
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "reconnecting");
    await desk.clock.advance(1_000);
    await desk.untilResting(() => shop.runs === 2);
    expect((await desk.channels.get(id)).status).toMatchObject({
      state: "reconnecting",
      code: "unavailable",
      message: "Bad gateway.",
    });
    expect(await states()).toEqual(["stopped", "starting", "reconnecting"]);
  });

  it.each([
    ["auth-lost", "relogin"],
    ["config-invalid", "fix-settings"],
    ["account-restricted", "wait"],
    ["auth-conflict", "restart"],
  ] as const)("asks a person when the account is in trouble: %s → %s", async (code, action) => {
    const shop = new ScriptedAdapter("shop", () => {
      throw new ChannelError({ code, outcome: "not-sent" });
    });
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "failed");
    const { status } = await desk.channels.get(id);
    expect(status).toMatchObject({ code, action });
    expect(status.message).toMatch(/^(The|Another) .+\.$/);

    await desk.clock.advance(60_000);
    // Another client may go away by itself; the rest only a person can mend.
    const runs = code === "auth-conflict" ? 2 : 1;
    await until("another try", () => shop.runs >= runs);
    expect(shop.runs).toBe(runs);

    shop.next(connects);
    await desk.channels.reconnect(id, "agent:1");
    await desk.untilState(id, "connected");
    const { status: after } = await desk.channels.get(id);
    expect(after).toEqual({ state: "connected", since: desk.clock.now() });
  });

  it("expects to be connected in 120 s, but not while a person has to log in", async () => {
    const shop = new ScriptedAdapter("shop", async (context, signal) => {
      await context.login({ stepId: "1", type: "qr", data: "secret-qr" }, signal);
      await aborted(signal);
    });
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "login-required");
    await desk.clock.advance(24 * 60 * 60_000);
    expect(shop.signals[0]?.aborted).toBe(false);

    shop.context.status({ state: "syncing" });
    await desk.clock.advance(119_000);
    expect(shop.signals[0]?.aborted).toBe(false);
    shop.context.status({ state: "syncing", progress: 0.5 });
    await desk.clock.advance(119_000);
    expect(shop.signals[0]?.aborted).toBe(false);
    await desk.clock.advance(1_000);
    expect(shop.signals[0]?.aborted).toBe(true);
    await desk.untilState(id, "reconnecting");
    expect((await desk.channels.get(id)).status).toMatchObject({ code: "timeout" });
  });

  it("asks for what happened while it was away, page by page, from five minutes before", async () => {
    const asked: unknown[] = [];
    const shop = new ScriptedAdapter("shop", connects);
    shop.members = {
      fetchHistory: (_conversation, after, page) => {
        asked.push([after.toISOString(), page]);
        const event = textMessage(`h${asked.length}`, "missed");
        return Promise.resolve({ events: [event], ...(page === undefined && { next: "2" }) });
      },
    };
    const desk = await channelDesk(database(), [shop]);
    await desk.open(shop);
    await until("two pages", () => desk.received.length === 2);
    expect(asked).toEqual([
      ["2026-01-05T08:55:00.000Z", undefined],
      ["2026-01-05T08:55:00.000Z", "2"],
    ]);

    await desk.clock.advance(10 * 60_000);
    await shop.context.receive([textMessage("1", "the last one before the break")]);
    await desk.clock.advance(60_000);
    const retryAt = desk.clock.now();
    shop.context.status({ state: "reconnecting", code: "unavailable", retryAt });
    shop.context.status(connected);
    await until("asked again", () => asked.length === 4);
    expect(asked[2]).toEqual(["2026-01-05T09:05:00.000Z", undefined]);
  });

  it("asks for the same once more when it was cut off before it had everything", async () => {
    const asked: string[] = [];
    const shop = new ScriptedAdapter("shop", connects);
    shop.members = {
      fetchHistory: (_conversation, after, page) => {
        asked.push(after.toISOString());
        if (page === "2") return Promise.reject(new Error("the connection broke"));
        return Promise.resolve({ events: [textMessage(`h${asked.length}`, "missed")], next: "2" });
      },
    };
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await until("two pages", () => asked.length === 2);
    const reconnect = (): void => {
      const retryAt = desk.clock.now();
      shop.context.status({ state: "reconnecting", code: "unavailable", retryAt });
      shop.context.status(connected);
    };
    await desk.clock.advance(60 * 60_000);
    await shop.context.receive([textMessage("1", "live")]);
    reconnect();
    await until("two pages again", () => asked.length === 4);
    // A whole new session knows it, too.
    await desk.clock.advance(60_000);
    await desk.channels.reconnect(id, "agent:1");
    await until("and again", () => asked.length === 6);
    expect(new Set(asked)).toEqual(new Set(["2026-01-05T08:55:00.000Z"]));
  });

  it("passes typing on to whoever looks, and stores the rest", async () => {
    const shop = new ScriptedAdapter("shop", connects);
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    const typing = {
      type: "typing",
      dedupeKey: "t",
      at: desk.clock.now(),
      origin: "live",
      conversation: { id: "customer", kind: "direct" },
      actor: { id: "customer" },
      expiresInMs: 5_000,
    } as const;
    await shop.context.receive([typing]);
    await shop.context.receive([typing, textMessage("1", "hello")]);
    expect(desk.received).toEqual([{ channelId: id, events: [textMessage("1", "hello")] }]);
    expect(desk.signals).toMatchObject([
      { type: "typing", channelId: id, expiresInMs: 5_000 },
      { type: "typing" },
    ]);
  });
});
