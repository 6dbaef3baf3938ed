import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../src/adapter/index.ts";
import { findMovedThreads } from "../src/inbox/conversation-store.ts";
import { readCursor } from "../src/inbox/cursor-store.ts";
import { quarantinedEvents } from "../src/inbox/quarantine-store.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { editEvent, InboundDesk, secondsAfterNoon, textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

/** As careless adapters hand on their library's objects. */
function withRaw(event: InboundEvent, raw: unknown): InboundEvent {
  return { ...event, raw } as InboundEvent;
}

function circular(): object {
  const client = {};
  return Object.assign(client, { client });
}

describe.each(databasesUnderTest())("events of an adapter that knows no better, on %s", (name) => {
  const database = useDatabase(name);
  const setAside = () => quarantinedEvents(database().queries, "shop", undefined, 100);

  it.each([
    ["points at itself", circular],
    ["has a number that JSON doesn't know", () => ({ id: 1n })],
  ])("don't hold up the channel when their payload %s", async (_what, payload) => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const event = withRaw(textEvent({ id: "1" }), payload());
    await ingest.receive("shop", [event, textEvent({ id: "2" })], { key: "offset", value: "3" });

    // It's the message that matters; the payload is kept where it can be.
    expect(await desk.shown()).toEqual(["text of 1", "text of 2"]);
    expect(await setAside()).toEqual([]);
  });

  it("are at least told of when they can't be written down", async () => {
    const desk = new InboundDesk(database());
    const event = textEvent({ id: "1" });
    const message = { ...event.message, replyContext: circular() };
    const ingest = desk.ingest();
    await ingest.receive("shop", [{ ...event, message } as unknown as InboundEvent]);
    await ingest.receive("shop", [textEvent({ id: "2" })]);

    expect(await desk.shown()).toEqual(["text of 2"]);
    expect((await setAside()).map(({ reason }) => reason).join()).toContain("JSON");
  });

  it("don't stop the way in for everybody when the database is away at that moment", async () => {
    let isAway = true;
    const flaky: TestDatabase = {
      ...database(),
      write: (work) => (isAway ? Promise.reject(away()) : database().write(work)),
    };
    const desk = new InboundDesk(flaky);
    const ingest = desk.ingest();
    const event = withRaw(textEvent({ id: "1" }), circular());
    await expect(ingest.receive("shop", [event])).rejects.toThrow("can't take events now");
    isAway = false;
    await ingest.receive("shop", [textEvent({ id: "2" })]);

    expect(await desk.shown()).toEqual(["text of 2"]);
  });

  it("don't leave a gap behind when they are handed over before the last ones are stored", async () => {
    const failures = [new Error("nobody knows why"), busy(), undefined];
    const flaky: TestDatabase = {
      ...database(),
      async write(work) {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        return await database().write(work);
      },
    };
    const ingest = new InboundDesk(flaky).ingest();
    const first = ingest.receive("shop", [textEvent({ id: "1" })], { key: "offset", value: "1" });
    const second = ingest.receive("shop", [textEvent({ id: "2" })], { key: "offset", value: "2" });
    const other = ingest.receive("stall", [textEvent({ id: "1" })], { key: "offset", value: "9" });

    expect((await Promise.allSettled([first, second, other])).map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
      "fulfilled",
    ]);
    // What the adapter asks for next is what it didn't get stored.
    expect(await readCursor(database().queries, "shop", "offset")).toBeUndefined();
    await ingest.receive("shop", [textEvent({ id: "1" })], { key: "offset", value: "1" });
    expect((await readCursor(database().queries, "shop", "offset"))?.value).toBe("1");
  });

  it.each([
    ["an empty key", ""],
    ["no key", undefined],
  ])("are all kept, each with %s", async (_what, dedupeKey) => {
    const ingest = new InboundDesk(database()).ingest();
    const nameless = ["1", "2", "3"].map((id) => ({ ...textEvent({ id }), dedupeKey }));
    await ingest.receive("shop", nameless.slice(0, 1) as InboundEvent[]);
    await ingest.receive("shop", nameless.slice(1) as InboundEvent[]);

    expect(await setAside()).toHaveLength(3);
  });

  it.each([
    ["a time that is none", { sentAt: new Date(Number.NaN) }],
    ["sizes that are no numbers", { parts: [picture({ size: Number.NaN })] }],
    ["endless files", { parts: [picture({ durationMs: Number.POSITIVE_INFINITY })] }],
    ["objects for names", { parts: [picture({ fileName: { name: "a.png" } })] }],
  ])("don't hold up the channel with %s", async (_what, change) => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const event = textEvent({ id: "1" });
    const broken = { ...event, message: { ...event.message, ...change } } as InboundEvent;
    await ingest.receive("shop", [broken]);
    await ingest.receive("shop", [textEvent({ id: "2" })]);

    expect(await desk.shown()).toContain("text of 2");
    expect((await desk.count("messages")) + (await setAside()).length).toBe(2);
  });

  it("are kept for a later version when nobody knows what they are", async () => {
    const ingest = new InboundDesk(database()).ingest();
    const header = { at: secondsAfterNoon(0), origin: "live" };
    await ingest.receive("shop", [
      { ...header, type: "poll-vote", dedupeKey: "1" },
      { ...header, type: "x".repeat(100), dedupeKey: "2" },
    ] as unknown as InboundEvent[]);

    expect((await setAside()).map(({ reason }) => reason)).toEqual([
      expect.stringContaining("type"),
      expect.stringContaining("type"),
    ]);
  });

  it("show the newest words of a message whose edits overtook it in the wrong order", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [editEvent({ id: "1", text: "newer" }, secondsAfterNoon(9))]);
    await ingest.receive("shop", [editEvent({ id: "1", text: "older" }, secondsAfterNoon(5))]);
    await ingest.receive("shop", [textEvent({ id: "1", text: "first" })]);

    expect(await desk.shown()).toEqual(["newer"]);
  });

  it("may come from more chats at once than a statement has room for", async () => {
    const threads = Array.from({ length: 33_000 }, (_, index) => ({
      channelId: "shop",
      threadId: `customer ${index}`,
      topicId: "",
    }));

    expect(await findMovedThreads(database().queries, threads)).toEqual([]);
  });
});

function picture(media: object): object {
  return { type: "media", kind: "image", media: { ref: "file", ...media } };
}

/** As the MySQL driver says it when the connection broke in the middle of a transaction. */
function away(): Error {
  const error = new Error("Can't add new command when connection is in closed state");
  return Object.assign(error, { fatal: true });
}

/** Somebody else has the rows, and doesn't let go. */
function busy(): Error {
  return Object.assign(new Error("Lock wait timeout exceeded"), { code: "ER_LOCK_WAIT_TIMEOUT" });
}
