import { describe, expect, it } from "vitest";
import { ChannelError, type SessionStatus } from "../src/adapter/index.ts";
import { channelDesk } from "./support/channel-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import {
  connected,
  connects,
  type Script,
  ScriptedAdapter,
  textMessage,
} from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

/** What anybody's library may throw. */
const thrown: readonly (readonly [string, () => never])[] = [
  ["an error", () => raise(new TypeError("Cannot read properties of undefined"))],
  ["a string", () => raise("Target closed")],
  ["nothing", () => raise(undefined)],
  ["an object without a prototype", () => raise(Object.create(null))],
];

describe.each(databasesUnderTest())("a broken adapter on %s", (name) => {
  const database = useDatabase(name);

  it.each(thrown)(
    "that throws %s, wherever it does, only fails its own channel",
    async (_, fail) => {
      const good = new ScriptedAdapter("good", connects);
      const bad = new ScriptedAdapter("bad", fail);
      const worse = new ScriptedAdapter("worse");
      worse.onCreate = fail;
      const desk = await channelDesk(database(), [good, bad, worse]);
      const [goodId, badId, worseId] = [
        await desk.open(good),
        await desk.open(bad),
        await desk.open(worse),
      ];
      await desk.untilState(goodId, "connected");
      for (const id of [badId, worseId]) {
        await desk.untilState(id, "reconnecting");
        expect((await desk.channels.get(id)).status).toMatchObject({
          code: "internal",
          message: "The adapter failed unexpectedly; the log has the details.",
        });
      }
      expect(desk.supervisor.connected(goodId)).toBeDefined();
      bad.next(connects);
      await desk.clock.advance(1_000);
      await desk.untilState(badId, "connected");
    },
  );

  it("that ends its session by itself is started again", async () => {
    const shop = new ScriptedAdapter("shop", (context) => context.status(connected));
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "reconnecting");
    expect((await desk.channels.get(id)).status).toMatchObject({
      code: "internal",
      message: "The adapter ended its session without saying why.",
    });
  });

  it("that ignores an abort is abandoned after 15 s, and refused from then on", async () => {
    let reportLate: Script = () => undefined;
    const shop = new ScriptedAdapter("shop", async (context, signal) => {
      context.status(connected);
      reportLate = () =>
        context.status({ state: "reconnecting", code: "timeout", retryAt: new Date() });
      await new Promise(() => signal);
    });
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    const { context } = shop;
    shop.next(connects);
    await desk.channels.reconnect(id, "agent:1");
    await until("the abort", () => shop.signals[0]?.aborted);
    expect(desk.supervisor.connected(id)).toBeUndefined();
    // Ending in good order, it may still store what it has.
    await context.receive([textMessage("1", "the last one")]);
    await desk.clock.advance(14_999);
    expect(shop.runs).toBe(1);
    await desk.clock.advance(1);
    await until("a new session", () => desk.supervisor.connected(id));

    const signal = new AbortController().signal;
    await expect(context.receive([textMessage("2", "late")])).rejects.toThrow("has ended");
    await expect(context.cursor("offset")).rejects.toThrow("has ended");
    await expect(context.secrets.set("key", "late")).rejects.toThrow("has ended");
    await expect(context.secrets.get("key")).rejects.toThrow("has ended");
    await expect(context.privateDirectory()).rejects.toThrow("has ended");
    await expect(context.login({ stepId: "1", type: "wait" }, signal)).rejects.toThrow("has ended");
    await reportLate(context, signal);
    expect(desk.received.flatMap(({ events }) => events)).toEqual([
      textMessage("1", "the last one"),
    ]);
    await desk.untilState(id, "connected");
  });

  it.each([
    ["failed, which is the hub's to say", { state: "failed" }],
    ["a state that there isn't", { state: "happy" }],
    ["nothing", undefined],
    ["connected as nobody", { state: "connected" }],
    ["reconnecting for a reason that there isn't", { state: "reconnecting", code: "x".repeat(99) }],
    ["starting, once it was connected", { state: "starting" }],
  ] as [string, unknown][])("that reports %s is not believed", async (_what, status) => {
    const shop = new ScriptedAdapter("shop", connects);
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    shop.context.status(status as SessionStatus);
    expect(desk.supervisor.connected(id)).toBeDefined();
    expect(desk.supervisor.lastError(id)).toMatchObject({ code: "internal" });
  });

  it("that fails 5 times in 10 minutes gets a new session, and no sooner", async () => {
    const shop = new ScriptedAdapter("shop", connects);
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    for (let fault = 1; fault <= 8; fault += 1) {
      desk.supervisor.reportInternal(id);
      await desk.clock.advance(151_000);
    }
    expect(shop.signals[0]?.aborted).toBe(false);
    desk.supervisor.reportInternal(id);
    await desk.clock.advance(1);
    desk.supervisor.reportInternal(id);
    await until("the abort", () => shop.signals[0]?.aborted);
    await desk.untilState(id, "reconnecting");
  });

  it("whose account is refused at a send is ended with that", async () => {
    const shop = new ScriptedAdapter("shop", connects);
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    const refusal = new ChannelError({ code: "auth-lost", outcome: "not-sent" });
    desk.supervisor.reportError(id, refusal);
    await desk.untilState(id, "failed");
    expect((await desk.channels.get(id)).status).toMatchObject({
      code: "auth-lost",
      action: "relogin",
    });
  });

  it("that can't be loaded is named, and the others go on", async () => {
    const good = new ScriptedAdapter("good", connects);
    const gone = new ScriptedAdapter("gone", connects);
    const first = await channelDesk(database(), [gone], { owner: owner("first") });
    const goneId = await first.open(gone);
    await first.supervisor.stop();
    const desk = await channelDesk(database(), [good], { owner: owner("second") });
    const goodId = await desk.open(good);
    await desk.untilState(goodId, "connected");
    await desk.untilState(goneId, "failed");
    expect((await desk.channels.get(goneId)).status).toMatchObject({
      code: "config-invalid",
      action: "fix-settings",
      message: 'There is no adapter called "gone". Known: good.',
    });
  });

  it("never gets a secret into the log, a status or an event", async () => {
    const shop = new ScriptedAdapter("shop", async (context, signal) => {
      await context.secrets.set("session", { cookies: ["cookie-of-the-session"] });
      context.log.error(
        { url: "https://api.example/bot123456:AAE-xyz/getMe", config: context.config },
        "refused token-of-the-shop",
      );
      context.log.warn(new Error("cookie-of-the-session expired"), "again");
      await context.login({ stepId: "1", type: "qr", data: "the-qr-code" }, signal);
      const nested = new Error("fetch failed", { cause: { headers: ["token-of-the-shop"] } });
      throw new ChannelError({
        code: "auth-lost",
        outcome: "not-sent",
        message: "401 for token-of-the-shop",
        cause: nested,
      });
    });
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "failed");
    expect((await desk.channels.get(id)).status.message).toBe("401 for [redacted]");
    const { queries } = database();
    const everything = JSON.stringify([
      desk.logged(),
      desk.acts,
      desk.signals,
      await desk.channels.list(),
      desk.supervisor.lastError(id),
      await queries.selectFrom("channels").selectAll().execute(),
      await queries.selectFrom("channel_secrets").selectAll().execute(),
      await queries.selectFrom("events").selectAll().execute(),
    ]);
    for (const secret of ["token-of-the-shop", "cookie-of-the-session", "AAE-xyz", "the-qr-code"]) {
      expect(everything).not.toContain(secret);
    }
    expect(desk.logged()).toContain("bot[redacted]/getMe");
    expect(desk.logged()).toContain(`"channelId":"${id}"`);
  });
});

function owner(named: string): { name: string; isDead: () => boolean } {
  return { name: named, isDead: () => false };
}

function raise(value: unknown): never {
  throw value;
}
