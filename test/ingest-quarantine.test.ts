import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../src/adapter/index.ts";
import { replay } from "../src/inbox/quarantine.ts";
import { quarantinedEvents } from "../src/inbox/quarantine-store.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { InboundDesk, noon, textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

/** Nothing can be found by such an id, so the event can't be stored. */
const endless = "9".repeat(300);

describe.each(databasesUnderTest())("an event that can't be stored, on %s", (name) => {
  const database = useDatabase(name);
  const setAside = () => quarantinedEvents(database().queries, "shop", undefined, 100);

  it("is set aside with its reason, and its neighbours of one batch arrive", async () => {
    const desk = new InboundDesk(database());
    const before = [textEvent({ id: "1" }), textEvent({ id: "2" })];
    const poison = textEvent({ id: endless, dedupeKey: "poison" });
    const after = [textEvent({ id: "3" }), textEvent({ id: "4" })];
    const cursor = { key: "offset", value: "5" };
    await desk.ingest().receive("shop", [...before, poison, ...after], cursor);

    expect(await desk.shown()).toEqual(["text of 1", "text of 2", "text of 3", "text of 4"]);
    const [event, ...others] = await setAside();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: "message",
      reason: "message.id is longer than 255 characters",
    });
    const stored = await database().queries.selectFrom("channel_cursors").selectAll().execute();
    expect(stored).toMatchObject([{ channel_id: "shop", value: "5" }]);
  });

  it("doesn't hold up those that other channels store at the same time", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const poison = textEvent({ id: endless, dedupeKey: "poison" });
    await Promise.all([
      ingest.receive("shop", [poison]),
      ...Array.from({ length: 30 }, (_, index) =>
        ingest.receive("stall", [textEvent({ id: String(index), from: `customer ${index}` })]),
      ),
    ]);

    expect(await desk.count("messages")).toBe(30);
    expect(await setAside()).toHaveLength(1);
  });

  it("is set aside once, however often the platform brings it", async () => {
    const desk = new InboundDesk(database());
    const poison = textEvent({ id: endless, dedupeKey: "poison" });
    await desk.ingest().receive("shop", [poison]);
    await desk.ingest().receive("shop", [poison]);
    const ingest = desk.ingest();
    await Promise.all([ingest.receive("shop", [poison]), ingest.receive("shop", [poison])]);

    expect(await setAside()).toHaveLength(1);
  });

  it.each([
    ["no id at all", { id: "" }, "message.id is empty"],
    [
      "half a character in its id",
      { id: "a\uD800", dedupeKey: "1" },
      "message.id has a NUL or a lone surrogate",
    ],
    [
      "a NUL in its thread",
      { id: "1", group: "g\0", dedupeKey: "1" },
      "message.conversation.id has a NUL",
    ],
    ["a key that is too long", { id: "1", dedupeKey: "k".repeat(256) }, "dedupeKey is longer"],
  ])("may have %s", async (_what, text, reason) => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [textEvent(text), textEvent({ id: "good" })]);

    const [event] = await setAside();
    expect(event?.reason).toContain(reason);
    expect(await desk.count("messages")).toBe(1);
  });

  it("may be what no adapter should ever hand over", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const broken = [
      { type: "message", dedupeKey: "no message", at: noon, origin: "live" },
      { ...textEvent({ id: "2" }), message: { id: "2" } },
      { ...textEvent({ id: "3" }), at: "yesterday", dedupeKey: 3 },
      { type: "message-edited", dedupeKey: "4", at: noon, origin: "live", message: null },
      { type: "reactions", dedupeKey: "5", at: noon, origin: "live" },
    ] as unknown as readonly InboundEvent[];
    for (const event of broken) await ingest.receive("shop", [event]);
    await ingest.receive("shop", [textEvent({ id: "good" })]);

    expect(await setAside()).toHaveLength(broken.length);
    expect(await desk.shown()).toEqual(["text of good"]);
  });

  it("may be larger than the database takes", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "huge", text: "x".repeat(17 * 1024 * 1024) })]);
    await ingest.receive("shop", [textEvent({ id: "good" })]);

    // SQLite takes it. What MySQL can't keep is at least told of.
    expect(await desk.count("messages")).toBe(name === "sqlite" ? 2 : 1);
    const reasons = (await setAside()).map(({ reason }) => reason);
    const tooLarge = "The event is too large to be kept: 17826";
    expect(reasons.map((reason) => reason.slice(0, tooLarge.length))).toEqual(
      name === "sqlite" ? [] : [tooLarge],
    );
  });

  it("doesn't take along those that came with it when together they are too much for the database", async () => {
    const desk = new InboundDesk(database());
    const text = "x".repeat(3 * 1024 * 1024);
    const events = Array.from({ length: 6 }, (_, index) => textEvent({ id: String(index), text }));
    await desk.ingest().receive("shop", events);

    expect(await desk.count("messages")).toBe(6);
    expect(await setAside()).toEqual([]);
  });

  it("becomes a message when it is replayed after a fix, and is told of", async () => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [textEvent({ id: endless, dedupeKey: "poison" })]);
    const [event] = await setAside();
    const fixed = JSON.stringify(textEvent({ id: "short", dedupeKey: "poison" }));
    await database().queries.updateTable("quarantined_events").set({ event: fixed }).execute();

    expect(await replay(desk.eventLog, "shop", event?.id ?? "", noon.getTime())).toEqual({
      stored: true,
    });
    expect(await desk.shown()).toEqual(["text of short"]);
    expect(await setAside()).toEqual([]);
    const events = await database().queries.selectFrom("events").select("type").execute();
    expect(events.map(({ type }) => type)).toContain("message.created");
  });

  it("stays set aside, with the reason of today, when the replay fails again", async () => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [textEvent({ id: endless, dedupeKey: "poison" })]);
    const [event] = await setAside();
    const again = await replay(desk.eventLog, "shop", event?.id ?? "", noon.getTime());

    expect(again).toEqual({ stored: false, reason: "message.id is longer than 255 characters" });
    expect(await setAside()).toHaveLength(1);
    expect(await desk.count("messages")).toBe(0);
  });

  it("isn't blamed for a connection that broke, also when the next one works", async () => {
    const desk = new InboundDesk(database());
    let broken = 2;
    const flaky: TestDatabase = {
      ...database(),
      write: (work) => (broken-- > 0 ? Promise.reject(away()) : database().write(work)),
    };
    const ingest = new InboundDesk(flaky).ingest();
    const received = ingest.receive("shop", [textEvent({ id: "1" })]);
    await expect(received).rejects.toThrow("The database can't take events now.");
    expect(await setAside()).toEqual([]);

    broken = 0;
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    expect(await desk.shown()).toEqual(["text of 1"]);
  });
});

/** As the MySQL driver says it when the connection broke in the middle of a transaction. */
function away(): Error {
  const error = new Error("Can't add new command when connection is in closed state");
  return Object.assign(error, { fatal: true });
}
