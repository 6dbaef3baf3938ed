import { readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ChannelError } from "../src/adapter/index.ts";
import { Health } from "../src/channels/health.ts";
import { Sealing } from "../src/channels/sealing.ts";
import { Webhooks } from "../src/channels/webhooks.ts";
import { channelDesk } from "./support/channel-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { aborted, connects, ScriptedAdapter, textMessage } from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

const token = "token-of-the-shop";

describe.each(databasesUnderTest())("handling channels on %s", (name) => {
  const database = useDatabase(name);

  it("keeps secret settings sealed, says only that they are set, and hands them to the session", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    const channel = await desk.channels.get(id);
    expect(channel).toMatchObject({
      adapter: "shop",
      settings: { account: "shop" },
      secretsSet: ["token"],
      wanted: "running",
    });
    expect(shop.context.config).toEqual({ account: "shop", token });
    const rows = await database().queries.selectFrom("channels").selectAll().execute();
    expect(JSON.stringify([rows, await desk.channels.list()])).not.toContain(token);
  });

  it("names what is wrong with settings, never the value, and stores nothing", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const settings = { account: "", token: "bad" };
    const refused = desk.channels.create({ adapter: "shop", name: "x", settings }, "agent:1");
    await expect(refused).rejects.toMatchObject({ code: "settings-invalid" });
    await expect(refused).rejects.toThrow(/account: .*; token: /);
    await expect(
      desk.channels.create({ adapter: "fax", name: "x", settings: {} }, "agent:1"),
    ).rejects.toMatchObject({ code: "adapter-not-found" });
    expect(await desk.channels.list()).toEqual([]);
    expect(desk.acts).toEqual([]);
  });

  it("changes some settings, keeps the others, and takes out what is null", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    const change = { name: "Shop 2", settings: { account: "two", note: "hidden" } };
    const changed = await desk.channels.change(id, change, "agent:1");
    expect(changed).toMatchObject({
      name: "Shop 2",
      settings: { account: "two" },
      secretsSet: ["token", "note"],
      revision: 2,
    });
    await until("the new settings", () => shop.contexts.at(-1)?.config.account === "two");
    expect(shop.context.config).toEqual({ account: "two", token, note: "hidden" });
    const less = await desk.channels.change(id, { settings: { note: null } }, "agent:1");
    expect(less.secretsSet).toEqual(["token"]);
    await expect(
      desk.channels.change(id, { settings: { token: null } }, "agent:1"),
    ).rejects.toMatchObject({ code: "settings-invalid" });
    expect((await desk.channels.get(id)).revision).toBe(3);
    await desk.untilState(id, "connected");
  });

  it("pauses, resumes and reconnects, and says who did", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    expect(await desk.channels.pause(id, "agent:2")).toMatchObject({
      wanted: "paused",
      status: { state: "stopped" },
    });
    expect(shop.signals[0]?.aborted).toBe(true);
    await desk.channels.resume(id, "agent:3");
    await desk.untilState(id, "connected");
    await desk.channels.reconnect(id, "agent:4");
    await until("the third session", () => shop.runs === 3);
    await desk.untilState(id, "connected");
    expect(desk.acts.map(({ actor, act, target }) => [actor, act, target])).toEqual([
      ["agent:1", "channel.created", `channel:${id}`],
      ["agent:2", "channel.paused", `channel:${id}`],
      ["agent:3", "channel.resumed", `channel:${id}`],
      ["agent:4", "channel.reconnected", `channel:${id}`],
    ]);
  });

  it("deletes credentials, cursor and files of a channel, and nothing of another", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const ids = [await desk.open(shop), await desk.open(shop)] as const;
    const { queries } = database();
    for (const [index, id] of ids.entries()) {
      await until("a session", () => shop.contexts[index]);
      await desk.untilState(id, "connected");
      const context = shop.contexts.find(({ channelId }) => channelId === id);
      await context?.secrets.set("session", "abc");
      const directory = await context?.privateDirectory();
      expect((await stat(directory ?? "")).mode & 0o777).toBe(0o700);
      await writeFile(path.join(directory ?? "", "session.db"), "x");
      const cursor = { channel_id: id, name: "offset", value: "1", stored_at: 1 };
      await queries.insertInto("channel_cursors").values(cursor).execute();
    }
    await desk.channels.delete(ids[0], "agent:1");

    const kept = [{ channel_id: ids[1] }];
    expect(await queries.selectFrom("channel_secrets").select("channel_id").execute()).toEqual(
      kept,
    );
    expect(await queries.selectFrom("channel_cursors").select("channel_id").execute()).toEqual(
      kept,
    );
    expect(await readdir(path.join(desk.dataDirectory, "channels"))).toEqual([ids[1]]);
    expect((await desk.channels.list()).map(({ id }) => id)).toEqual([ids[1]]);
    await expect(desk.channels.get(ids[0])).rejects.toMatchObject({ code: "channel-not-found" });
    const row = await queries
      .selectFrom("channels")
      .select(["settings", "sealed_settings"])
      .where("id", "=", ids[0])
      .executeTakeFirst();
    expect(row).toEqual({ settings: "{}", sealed_settings: "{}" });
    const events = await queries.selectFrom("events").select(["type", "channel_id"]).execute();
    expect(events).toContainEqual({ type: "channel.deleted", channel_id: ids[0] });
    expect(shop.signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });

  it("removes files of channels that were deleted while it was down", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.directories.open("01890000-0000-7000-8000-000000000000");
    await desk.directories.open(id);
    await desk.supervisor.start();
    expect(await desk.directories.owners()).toEqual([id]);
  });

  it("logs out at the platform before it forgets the login", async () => {
    const shop = new ScriptedAdapter("shop");
    let answer = (): Promise<void> =>
      Promise.reject(
        new ChannelError({ code: "unavailable", outcome: "unknown", message: "No answer." }),
      );
    shop.members = { logout: () => answer() };
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    await shop.context.secrets.set("session", "abc");
    const secrets = () => database().queries.selectFrom("channel_secrets").selectAll().execute();

    await expect(desk.channels.logout(id, "agent:1")).rejects.toThrow(
      "The platform did not confirm the logout: No answer.",
    );
    expect(await secrets()).toHaveLength(1);

    answer = () => Promise.resolve();
    expect(await desk.channels.logout(id, "agent:1")).toMatchObject({
      wanted: "paused",
      status: { state: "stopped" },
    });
    expect(await secrets()).toEqual([]);
    await expect(desk.channels.logout(id, "agent:1")).rejects.toMatchObject({
      code: "channel-not-running",
    });
  });

  it("shows login steps and takes their answers, which nobody else sees", async () => {
    const answered: unknown[] = [];
    const shop = new ScriptedAdapter("shop", async (context, signal) => {
      const fields = [{ id: "code", label: "Code", pattern: "\\d{5}", secret: true }];
      await context.login({ stepId: "1", type: "qr", data: "the-qr-code" }, signal);
      answered.push(await context.login({ stepId: "2", type: "input", fields }, signal));
      await connects(context, signal);
    });
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "login-required");
    await until("the second step", () => desk.channels.prompt(id)?.stepId === "2");
    expect(desk.signals).toContainEqual({ type: "login-prompt", channelId: id });
    expect(() => desk.channels.answer(id, "1", {})).toThrow("This login step is over");
    expect(() => desk.channels.answer(id, "2", { code: "12" })).toThrow("Code: ");
    expect(() => desk.channels.answer(id, "2", {})).toThrow("Code: ");
    desk.channels.answer(id, "2", { code: "12345", other: "left out" });
    await desk.untilState(id, "connected");
    expect(answered).toEqual([{ code: "12345" }]);
    expect(desk.channels.prompt(id)).toBeUndefined();
    expect(desk.logged()).not.toMatch(/12345|the-qr-code/);
  });

  it("hides a QR code that has expired, and a step whose session ended", async () => {
    const shop = new ScriptedAdapter("shop", async (context, signal) => {
      const expiresAt = new Date(context.clock.now().getTime() + 20_000);
      await context.login({ stepId: "1", type: "qr", data: "qr", expiresAt }, signal);
      await aborted(signal);
    });
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "login-required");
    expect(desk.channels.prompt(id)).toMatchObject({ type: "qr", data: "qr" });
    await desk.clock.advance(20_000);
    expect(desk.channels.prompt(id)).toBeUndefined();
    await desk.channels.pause(id, "agent:1");
    await expect(async () => desk.channels.answer(id, "1", {})).rejects.toThrow("is over");
  });

  it("knows when something last came in and went out, and how many messages wait", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    const health = new Health({ ...desk, queueLength: () => Promise.resolve(3) });
    expect(await health.of(id)).toEqual({
      status: { state: "connected", since: desk.clock.now() },
      queueLength: 3,
    });
    await desk.clock.advance(1_000);
    const inboundAt = desk.clock.now();
    await shop.context.receive([textMessage("1", "hello")]);
    await desk.clock.advance(1_000);
    desk.supervisor.noteOutbound(id);
    desk.supervisor.reportInternal(id);
    await desk.supervisor.look();
    expect(await health.of(id)).toMatchObject({
      lastInboundAt: inboundAt,
      lastOutboundAt: desk.clock.now(),
      lastError: { code: "internal", at: desk.clock.now() },
    });
  });

  it("takes webhook calls to the session, and asks platforms to come back when it can't", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const webhooks = new Webhooks(desk.supervisor, 20);
    const call = (channelId: string) =>
      webhooks.handle(channelId, {
        method: "POST",
        path: "/",
        query: new URLSearchParams(),
        headers: new Headers(),
        body: new Uint8Array([1, 2]),
      });
    const bodies: unknown[] = [];
    shop.members = {
      handleWebhook: ({ body }) => {
        bodies.push(body);
        return Promise.resolve({ status: 200 });
      },
    };
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    expect(await call(id)).toEqual({ status: 200 });
    expect(bodies).toEqual([new Uint8Array([1, 2])]);
    expect(await call("01890000-0000-7000-8000-000000000000")).toBeUndefined();

    shop.members = { handleWebhook: () => Promise.reject(new Error("database away")) };
    await desk.channels.reconnect(id, "agent:1");
    await until("the next session", () => shop.runs === 2);
    expect(await call(id)).toMatchObject({ status: 503 });
    expect(desk.supervisor.lastError(id)).toMatchObject({ code: "internal" });

    shop.members = { handleWebhook: () => new Promise(() => undefined) };
    await desk.channels.reconnect(id, "agent:1");
    await until("the next session", () => shop.runs === 3);
    expect(await call(id)).toMatchObject({ status: 503 });

    await desk.channels.pause(id, "agent:1");
    expect(await call(id)).toMatchObject({ status: 503 });
    await desk.channels.delete(id, "agent:1");
    expect(await call(id)).toBeUndefined();
  });

  it("refuses to start with a key that doesn't open what is stored", async () => {
    const shop = new ScriptedAdapter("shop");
    const sealing = new Sealing(Buffer.alloc(32, 9));
    const desk = await channelDesk(database(), [shop]);
    const other = await channelDesk(database(), [shop], { sealing });
    await desk.open(shop);
    await desk.supervisor.stop();
    await expect(other.supervisor.start()).rejects.toThrow("Set ENCRYPTION_KEY to the former key");
    expect(other.supervisor.heldChannels()).toEqual([]);
  });
});
