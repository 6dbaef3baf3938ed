import { describe, expect, it } from "vitest";
import { useDatabase } from "./support/database.ts";
import { editEvent, InboundDesk, liNa, secondsAfterNoon, textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("the order of a conversation on %s", (name) => {
  const database = useDatabase(name);

  /** An agent answers at a moment of the hub's clock. */
  async function answer(desk: InboundDesk, text: string, at: Date): Promise<void> {
    const { id } = await desk.database.queries
      .selectFrom("conversations")
      .select("id")
      .executeTakeFirstOrThrow();
    const parts = [{ type: "text" as const, text: { text } }];
    await desk.replies(at).reply(liNa, { conversationId: id, parts });
  }

  it("keeps messages of one second in the order in which the customer wrote them", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    for (const id of ["1", "2", "3", "4", "5"]) await ingest.receive("shop", [textEvent({ id })]);

    expect(await desk.shown()).toEqual([
      "text of 1",
      "text of 2",
      "text of 3",
      "text of 4",
      "text of 5",
    ]);
  });

  it("shows the answer after the question when both are of one second", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1", text: "Still there?" })]);
    await answer(desk, "Yes!", secondsAfterNoon(0.3));
    await ingest.receive("shop", [textEvent({ id: "2", text: "Good." })]);

    expect(await desk.shown()).toEqual(["Still there?", "Yes!", "Good."]);
  });

  it("keeps the customer's words in order when some of one second come late", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1", text: "one" })]);
    await answer(desk, "Yes?", secondsAfterNoon(0.3));
    await ingest.receive("shop", [textEvent({ id: "2", text: "two" })]);
    // The hub was away for a moment, and an agent wrote again before it heard of the third.
    await answer(desk, "And?", secondsAfterNoon(2.1));
    await ingest.receive("shop", [textEvent({ id: "3", text: "three" })]);

    expect(await desk.shown()).toEqual(["one", "Yes?", "two", "three", "And?"]);
  });

  it("puts what was written while we were away where it belongs, not at the end", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1", text: "first" })]);
    await answer(desk, "written at 10", secondsAfterNoon(10));
    const late = textEvent({ id: "2", text: "written at 5", sentAt: secondsAfterNoon(5) });
    await ingest.receive("shop", [late]);

    expect(await desk.shown()).toEqual(["first", "written at 5", "written at 10"]);
  });

  it("doesn't let a platform whose clock runs ahead hold the top of the conversation", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const tomorrow = secondsAfterNoon(24 * 3600);
    await ingest.receive("shop", [textEvent({ id: "1", text: "from tomorrow", sentAt: tomorrow })]);
    desk.now = secondsAfterNoon(120);
    const now = textEvent({ id: "2", text: "from now", sentAt: secondsAfterNoon(120) });
    await ingest.receive("shop", [now]);

    expect(await desk.shown()).toEqual(["from tomorrow", "from now"]);
  });

  it("stays the same when everything is delivered once more, in another order", async () => {
    const desk = new InboundDesk(database());
    const texts = Array.from({ length: 20 }, (_, index) =>
      textEvent({ id: String(index), sentAt: secondsAfterNoon(Math.floor(index / 4)) }),
    );
    await desk.ingest().receive("shop", texts);
    const before = await desk.shown();
    await desk.ingest().receive("shop", texts.toReversed());

    expect(before).toEqual(texts.map((_, index) => `text of ${index}`));
    expect(await desk.shown()).toEqual(before);
  });

  it("shows an edited message where it stood, as it reads now", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1" }), textEvent({ id: "2" })]);
    const edit = editEvent({ id: "1", text: "corrected" }, secondsAfterNoon(60));
    await ingest.receive("shop", [edit]);

    expect(await desk.shown()).toEqual(["corrected", "text of 2"]);
  });

  it("doesn't show an older edit that comes after a newer one", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    await ingest.receive("shop", [editEvent({ id: "1", text: "newer" }, secondsAfterNoon(9))]);
    await ingest.receive("shop", [editEvent({ id: "1", text: "older" }, secondsAfterNoon(5))]);

    expect(await desk.shown()).toEqual(["newer"]);
  });

  it("doesn't tell of an edit that changes nothing to see", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    const before = await desk.count("events");
    await ingest.receive("shop", [editEvent({ id: "1" }, secondsAfterNoon(5))]);

    expect(await desk.count("events")).toBe(before);
  });

  it("shows an edit of a message from before we were connected, once", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [editEvent({ id: "1", text: "v2" }, secondsAfterNoon(5))]);
    await ingest.receive("shop", [editEvent({ id: "1", text: "v3" }, secondsAfterNoon(6))]);
    // The original turns up after all, as history does.
    await ingest.receive("shop", [textEvent({ id: "1", text: "v1", dedupeKey: "late" })]);

    expect(await desk.shown()).toEqual(["v3"]);
  });
});
