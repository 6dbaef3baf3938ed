import { describe, expect, it } from "vitest";
import { useDatabase } from "./support/database.ts";
import { editEvent, InboundDesk, secondsAfterNoon, textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("a message that comes more than once, on %s", (name) => {
  const database = useDatabase(name);

  it("is shown once and counted once when the platform repeats itself", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    for (let time = 0; time < 5; time += 1) await ingest.receive("shop", [textEvent({ id: "1" })]);

    expect(await desk.shown()).toEqual(["text of 1"]);
    const unread = await database()
      .queries.selectFrom("conversations")
      .select("unread_count")
      .executeTakeFirstOrThrow();
    expect(unread.unread_count).toBe(1);
  });

  it("is shown once when all copies come at the same moment, and each is acknowledged", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const copies = Array.from({ length: 20 }, () =>
      ingest.receive("shop", [textEvent({ id: "1" })]),
    );

    await expect(Promise.all(copies)).resolves.toHaveLength(20);
    expect(await desk.shown()).toEqual(["text of 1"]);
  });

  it("is shown once when two processes get it at the same moment", async () => {
    const desk = new InboundDesk(database());
    const hubs = [desk.ingest(), desk.ingest()];
    for (let id = 0; id < 20; id += 1) {
      await Promise.all(hubs.map((hub) => hub.receive("shop", [textEvent({ id: String(id) })])));
    }

    expect(await desk.count("messages")).toBe(20);
    expect(await desk.count("conversations")).toBe(1);
  });

  it("is known again after a restart, and nobody is told of it anew", async () => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [textEvent({ id: "1" }), textEvent({ id: "2" })]);
    const told = await desk.count("events");
    await desk.ingest().receive("shop", [textEvent({ id: "1" }), textEvent({ id: "2" })]);

    expect(await desk.shown()).toEqual(["text of 1", "text of 2"]);
    expect(await desk.count("events")).toBe(told);
  });

  it("doesn't keep a new one that comes with it from being shown", async () => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [textEvent({ id: "1" })]);
    await desk.ingest().receive("shop", [textEvent({ id: "1" }), textEvent({ id: "2" })]);

    expect(await desk.shown()).toEqual(["text of 1", "text of 2"]);
  });

  it("is shown once when it was caught up on and then comes live, under another key", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const caughtUp = textEvent({ id: "1", dedupeKey: "history 1", origin: "catch-up" });
    await ingest.receive("shop", [caughtUp]);
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    await ingest.receive("shop", [
      textEvent({ id: "1", dedupeKey: "third" }),
      textEvent({ id: "2" }),
    ]);

    expect(await desk.shown()).toEqual(["text of 1", "text of 2"]);
  });

  it("is shown once when both keys come in one batch", async () => {
    const desk = new InboundDesk(database());
    const events = ["a", "b"].map((dedupeKey) => textEvent({ id: "1", dedupeKey }));
    await desk.ingest().receive("shop", [...events, textEvent({ id: "2" })]);

    expect(await desk.shown()).toEqual(["text of 1", "text of 2"]);
  });

  it("is another one on another channel, from another person, and in another group", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    await ingest.receive("stall", [textEvent({ id: "1" })]);
    await ingest.receive("shop", [textEvent({ id: "1", from: "bert" })]);
    await ingest.receive("shop", [textEvent({ id: "1", group: "friends", from: "anna" })]);
    await ingest.receive("shop", [textEvent({ id: "1", group: "family", from: "anna" })]);

    expect(await desk.count("messages")).toBe(5);
    expect(await desk.count("conversations")).toBe(5);
    // Anna is one person on each of the two channels.
    expect(await desk.count("contacts")).toBe(3);
  });

  it("is edited once when the edit comes twice, also after a newer edit", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    const first = editEvent({ id: "1", text: "first edit" }, secondsAfterNoon(5));
    const second = editEvent({ id: "1", text: "second edit" }, secondsAfterNoon(5.5));
    await ingest.receive("shop", [first, second]);
    const told = await desk.count("events");
    await desk.ingest().receive("shop", [first]);

    expect(await desk.shown()).toEqual(["second edit"]);
    expect(await desk.count("events")).toBe(told);
  });

  it("doesn't make a second conversation of a newcomer who sends two things at once", async () => {
    const desk = new InboundDesk(database());
    const hubs = [desk.ingest(), desk.ingest()];
    await Promise.all([
      hubs[0]?.receive("shop", [textEvent({ id: "1", text: "a picture" })]),
      hubs[1]?.receive("shop", [textEvent({ id: "2", text: "a voice message" })]),
    ]);

    expect(await desk.count("conversations")).toBe(1);
    expect(await desk.count("contacts")).toBe(1);
    expect((await desk.shown()).toSorted()).toEqual(["a picture", "a voice message"]);
  });
});
