import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { thisProcess } from "../src/channels/lease-owner.ts";
import { type ChannelDesk, channelDesk } from "./support/channel-desk.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { connects, ScriptedAdapter, textMessage } from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

interface Hub {
  readonly desk: ChannelDesk;
  readonly shop: ScriptedAdapter;
}

describe.each(databasesUnderTest())("two hubs on one %s database", (name) => {
  const database = useDatabase(name);

  it("never both run a channel, and the second takes over 30 s after the first fell silent", async () => {
    const clock = new ManualClock();
    const first = await hub(database(), clock, "first");
    const second = await hub(database(), clock, "second");
    const id = await first.desk.open(first.shop);
    await first.desk.untilState(id, "connected");

    for (let second10s = 0; second10s < 6; second10s += 1) {
      await first.desk.supervisor.look();
      await second.desk.supervisor.look();
      await clock.advance(10_000);
    }
    expect(second.shop.runs).toBe(0);
    // The last heartbeat was seen 10 s ago. From now on the first one is silent.
    await clock.advance(19_999);
    await second.desk.supervisor.look();
    expect(second.shop.runs).toBe(0);
    expect(first.desk.supervisor.connected(id)).toBeUndefined();
    await clock.advance(1);
    await second.desk.supervisor.look();
    await until("the takeover", () => second.desk.supervisor.connected(id));
    expect(second.desk.supervisor.connected(id)?.leaseToken).toBe(2);
  });

  it("ends the first one's session at once when it learns that it lost the lease", async () => {
    const clock = new ManualClock();
    const first = await hub(database(), clock, "first");
    const second = await hub(database(), clock, "second", () => true);
    const id = await first.desk.open(first.shop);
    await first.desk.untilState(id, "connected");
    const { context } = first.shop;

    await second.desk.supervisor.look();
    await until("the takeover", () => second.desk.supervisor.connected(id));
    await expect(context.secrets.set("key", "stale")).rejects.toThrow("no longer owns");
    context.status({ state: "reconnecting", code: "unavailable", retryAt: clock.now() });
    await until("the stale status refused", () => first.shop.signals[0]?.aborted);

    await expect(context.receive([textMessage("1", "late")])).rejects.toThrow("has ended");
    await second.desk.untilState(id, "connected");
    await first.desk.supervisor.look();
    expect(first.desk.supervisor.heldChannels()).toEqual([]);
    expect(second.desk.supervisor.heldChannels()).toEqual([id]);
  });

  it("takes over at once from a process that is gone", async () => {
    const clock = new ManualClock();
    const killed = `${thisProcess().name.split("/").slice(0, 2).join("/")}/4194999/abc`;
    const first = await hub(database(), clock, killed);
    const id = await first.desk.open(first.shop);
    await first.desk.untilState(id, "connected");
    const successor = thisProcess();
    const second = await hub(database(), clock, successor.name, successor.isDead);
    await second.desk.supervisor.look();
    await until("the takeover", () => second.desk.supervisor.connected(id));
    expect(second.desk.supervisor.connected(id)?.leaseToken).toBe(2);
  });

  it("gives its channels back when it stops, so that nobody has to wait", async () => {
    const clock = new ManualClock();
    const first = await hub(database(), clock, "first");
    const second = await hub(database(), clock, "second");
    const id = await first.desk.open(first.shop);
    await first.desk.untilState(id, "connected");
    await first.desk.supervisor.stop();
    expect((await second.desk.channels.get(id)).status.state).toBe("stopped");
    await second.desk.supervisor.look();
    await until("the takeover", () => second.desk.supervisor.connected(id));
  });

  it("lets the other one pause, change and delete what this one runs", async () => {
    const clock = new ManualClock();
    const first = await hub(database(), clock, "first");
    const second = await hub(database(), clock, "second");
    const id = await first.desk.open(first.shop);
    await first.desk.untilState(id, "connected");

    await second.desk.channels.change(id, { settings: { account: "other" } }, "agent:2");
    await first.desk.supervisor.look();
    await until("new settings", () => first.shop.contexts.at(-1)?.config.account === "other");
    await first.desk.untilState(id, "connected");

    await second.desk.channels.pause(id, "agent:2");
    await first.desk.supervisor.look();
    await until("the end", () => first.shop.signals.every((signal) => signal.aborted));
    await second.desk.channels.delete(id, "agent:2");
    expect(second.shop.runs).toBe(0);
  });
});

describe("a hub whose database is away", () => {
  const database = useDatabase("sqlite");

  it("ends its sessions before anybody else may take over", async () => {
    const clock = new ManualClock();
    const { desk, shop } = await hub(database(), clock, "first");
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    await desk.supervisor.start();
    const { queries } = database();
    await queries.schema.alterTable("channels").renameTo("channels_away").execute();
    await clock.advance(24_000);
    expect(shop.signals[0]?.aborted).toBe(false);
    await clock.advance(7_000);
    expect(shop.signals[0]?.aborted).toBe(true);
    expect(desk.supervisor.heldChannels()).toEqual([]);
    await expect(shop.context.cursor("offset")).rejects.toThrow("has ended");

    await queries.schema.alterTable("channels_away").renameTo("channels").execute();
    await clock.advance(5_000);
    await until("connected again", () => desk.supervisor.connected(id));
    expect(desk.supervisor.connected(id)?.leaseToken).toBe(2);
  });
});

describe("the name of a lease's owner", () => {
  const here = thisProcess();
  const [boot, namespace] = here.name.split("/");

  it("says machine, process namespace and process", () => {
    expect(here.name).toMatch(new RegExp(`^[^/]+/[^/]+/${process.pid}/[0-9a-f]{16}$`));
  });

  it("tells the dead from the living, and from those it can't judge", () => {
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    expect(here.isDead(`${boot}/${namespace}/${gone}/abc`)).toBe(true);
    expect(here.isDead(`${boot}/${namespace}/${process.pid}/abc`)).toBe(true);
    expect(here.isDead(here.name)).toBe(false);
    expect(here.isDead(`${boot}/${namespace}/${process.ppid}/abc`)).toBe(false);
    expect(here.isDead(`${boot}/other/${gone}/abc`)).toBe(false);
    expect(here.isDead(`other/${namespace}/${gone}/abc`)).toBe(false);
    expect(here.isDead("garbage")).toBe(false);
    expect(here.isDead(`${boot}/${namespace}/-1/abc`)).toBe(false);
  });
});

async function hub(
  database: TestDatabase,
  clock: ManualClock,
  name: string,
  isDead: (name: string) => boolean = () => false,
): Promise<Hub> {
  const shop = new ScriptedAdapter("shop", connects);
  const desk = await channelDesk(database, [shop], { clock, owner: { name, isDead } });
  return { desk, shop };
}
