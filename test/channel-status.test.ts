import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SessionStatus, channelErrorCodes } from "../src/adapter/index.ts";
import { whyIllegal } from "../src/channels/life.ts";
import { channelDesk } from "./support/channel-desk.ts";
import { useDatabase } from "./support/database.ts";
import { aborted, connected, ScriptedAdapter } from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

describe("what a session says of itself", () => {
  const status = fc.oneof(
    fc.constantFrom<SessionStatus>(
      { state: "starting" },
      { state: "login-required" },
      { state: "syncing" },
      { state: "stopped" },
      connected,
    ),
    fc.record({
      state: fc.constant("reconnecting" as const),
      code: fc.constantFrom(...channelErrorCodes),
      retryAt: fc.date(),
    }),
    fc.anything() as fc.Arbitrary<SessionStatus>,
  );

  it("is followed only along a channel's life, whatever it says", () => {
    fc.assert(
      fc.property(fc.array(status), (steps) => {
        let state: SessionStatus["state"] = "starting";
        const life: string[] = [state];
        for (const step of steps) {
          if (whyIllegal(state, step) !== undefined) continue;
          state = step.state;
          life.push(state);
        }
        const said = life.join(" ");
        expect(said).toMatch(/^[a-z -]+$/);
        expect(said).not.toMatch(/stopped ./);
        expect(said).not.toMatch(/(connected|syncing|reconnecting) starting/);
      }),
    );
  });
});

describe("a channel's status while the database is away", () => {
  const database = useDatabase("sqlite");

  it("waits, and the newest one is stored once it is back", async () => {
    const shop = new ScriptedAdapter("shop", (_context, signal) => aborted(signal));
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "starting");
    await until("a session", () => shop.runs === 1);
    const { schema } = database().queries;

    await schema.alterTable("channels").renameTo("channels_away").execute();
    shop.context.status({ state: "syncing" });
    await until("the failure", () => desk.logged().includes("a status was not stored"));
    const retryAt = desk.clock.now();
    shop.context.status({ state: "reconnecting", code: "unavailable", retryAt });
    shop.context.status(connected);
    expect(desk.supervisor.connected(id)).toBeDefined();

    await schema.alterTable("channels_away").renameTo("channels").execute();
    expect((await desk.channels.get(id)).status.state).toBe("starting");
    await desk.clock.advance(1_000);
    await desk.untilState(id, "connected");
    const events = await database().queries.selectFrom("events").select("data").execute();
    const states = events.map(({ data }) => /"state":"([a-z-]+)"/.exec(data)?.[1]);
    expect(states).toEqual(["stopped", "starting", "connected"]);
  });

  it("doesn't keep the hub from stopping", async () => {
    const shop = new ScriptedAdapter("shop");
    const desk = await channelDesk(database(), [shop]);
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");
    const { schema } = database().queries;
    await schema.alterTable("channels").renameTo("channels_away").execute();
    await desk.supervisor.stop();
    expect(shop.signals[0]?.aborted).toBe(true);
    expect(desk.logged()).toContain("a channel was not ended cleanly");
    await schema.alterTable("channels_away").renameTo("channels").execute();
  });
});
