import { describe, expect, it } from "vitest";
import type { Span } from "../src/adapter/index.ts";
import { ann, deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const named = (text: string, ...spans: readonly Span[]) =>
  [{ type: "text", text: { text, spans } }] as const;
const mention = (value: string): Span => ({ start: 0, end: 4, style: "mention", value });

describe.each(databasesUnderTest())("a note that names a colleague, on %s", (name) => {
  const database = useDatabase(name);

  it("puts its conversation among their mentions, and says so in the stream", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?", "first");
    const other = await desk.customerWrites("Hello?", "second");
    const note = (conversationId: string, parts: ReturnType<typeof named>) =>
      desk.replies.note(ann, { conversationId, parts });
    await note(id, named("@Ben look", mention("ben"), mention("ben")));
    await note(id, named("@Ben again", mention("ben")));
    await note(other, named("@Ben in words only"));
    const list = await desk.conversations.list({ mentionedId: "ben" }, { limit: 10 });
    expect(list.conversations).toMatchObject([{ id, mentionedIds: ["ben"] }]);
    expect((await desk.conversations.get(other)).mentionedIds).toEqual([]);
    const rows = await database()
      .queries.selectFrom("events")
      .select("data")
      .where("type", "=", "message.created")
      .orderBy("number")
      .execute();
    const notes = rows
      .map(({ data }) => JSON.parse(data) as Readonly<Record<string, unknown>>)
      .filter(({ direction }) => direction === "note");
    expect(notes).toEqual([
      { direction: "note", mentions: ["ben"] },
      { direction: "note", mentions: ["ben"] },
      { direction: "note" },
    ]);
  });

  it("is not stored when it names nobody who is there", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    await expect(
      desk.replies.note(ann, { conversationId: id, parts: named("@Eve", mention("eve")) }),
    ).rejects.toMatchObject({ code: "invalid" });
    expect((await desk.messages.list(id, {}, 10)).messages).toHaveLength(1);
  });
});
