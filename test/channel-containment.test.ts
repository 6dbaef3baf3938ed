import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { CurrentCapabilities } from "../src/channels/capabilities.ts";
import { channelDesk, type ChannelDesk } from "./support/channel-desk.ts";
import { useDatabase } from "./support/database.ts";
import { connected, connects, type Script, ScriptedAdapter } from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

/** What vendor libraries do behind the hub's back; each throws a moment after the session connected. */
const strays: readonly (readonly [string, () => void])[] = [
  ["a timer", () => void setTimeout(fail, 1)],
  ["a callback of the system", () => process.nextTick(fail)],
  ["an event's listener", () => dispatch(fail)],
  ["a promise that nobody waits for", () => void Promise.reject(new Error("auth timeout"))],
  ["a promise long after", () => void turn().then(() => turn().then(fail))],
  // oxlint-disable-next-line prefer-promise-reject-errors -- libraries do
  ["a promise, with a string", () => void Promise.reject("Target closed")],
];

describe("an adapter that throws where nobody can catch it", () => {
  const database = useDatabase("sqlite");
  let faults: unknown[] = [];
  let desk: ChannelDesk | undefined;

  // The test runner's own handlers would fail the test; the hub's do what src/cli/run-hub.ts does.
  beforeEach(() => {
    faults = [];
    for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
      const others = process.rawListeners(kind) as (() => void)[];
      process.removeAllListeners(kind);
      const contain = (thrown: unknown): void => {
        if (desk?.supervisor.contain(thrown) !== true) faults.push(thrown);
      };
      (process as NodeJS.EventEmitter).on(kind, contain);
      onTestFinished(() => {
        process.removeAllListeners(kind);
        for (const listener of others) process.on(kind, listener);
      });
    }
  });

  it.each(strays)("only loses its session: %s", async (_what, stray) => {
    const good = new ScriptedAdapter("good");
    const bad = new ScriptedAdapter("bad", async (context, signal) => {
      context.status(connected);
      stray();
      await connects(context, signal);
    });
    desk = await channelDesk(database(), [good, bad]);
    const goodId = await desk.open(good);
    const badId = await desk.open(bad);
    await desk.untilState(badId, "reconnecting");
    expect(desk.supervisor.lastError(badId)).toMatchObject({ code: "internal" });
    await desk.untilState(goodId, "connected");
    expect(good.runs).toBe(1);

    bad.next(connects);
    await desk.clock.advance(1_000);
    await desk.untilState(badId, "connected");
    expect(faults).toEqual([]);
  });

  it("is found out in calls made to its session as well", async () => {
    const shop = new ScriptedAdapter("shop");
    shop.members = {
      setTyping: () => {
        setTimeout(fail, 1);
        return Promise.resolve();
      },
    };
    desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    const session = desk.supervisor.connected(id)?.session;
    await session?.setTyping?.({ id: "1", kind: "direct" }, true, new AbortController().signal);
    await desk.untilState(id, "reconnecting");
    expect(faults).toEqual([]);
  });

  it("may leave promises of its context alone: a refusal of the hub's ends nothing", async () => {
    const careless: Script = async (context, signal) => {
      await connects(context, signal);
      setTimeout(() => void context.receive([]), 1);
      setTimeout(() => void context.secrets.get("x"), 1);
    };
    const shop = new ScriptedAdapter("shop", careless);
    desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    await desk.channels.pause(id, "agent:1");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(faults).toEqual([]);
  });

  it("doesn't hide faults of the hub's own", async () => {
    const shop = new ScriptedAdapter("shop");
    desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    const thrown = once(process, "uncaughtException");
    setTimeout(fail, 1);
    await thrown;
    expect(faults).toMatchObject([{ message: "thrown astray" }]);
    expect(shop.runs).toBe(1);
  });

  it("can't make a question about capabilities fail", async () => {
    const shop = new ScriptedAdapter("shop");
    shop.members = { capabilities: fail };
    desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await until("a session", () => desk?.supervisor.session(id));
    const current = new CurrentCapabilities(desk);
    expect(await current.capabilities(id, { id: "1", kind: "direct" })).toEqual(
      shop.adapter.capabilities,
    );
  });
});

function fail(): never {
  throw new Error("thrown astray");
}

function dispatch(listener: () => void): void {
  const target = new EventTarget();
  target.addEventListener("message", listener);
  target.dispatchEvent(new Event("message"));
}
