import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../src/adapter/index.ts";
import { Messages } from "../src/inbox/messages.ts";
import { useDatabase } from "./support/database.ts";
import {
  editEvent,
  InboundDesk,
  liNa,
  secondsAfterNoon,
  textEvent,
  textIn,
} from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const group = "-4001";
const supergroup = "-1002471352452";

function moved(dedupeKey = "moved", from = group, to = supergroup): InboundEvent {
  return {
    type: "conversation-changed",
    dedupeKey,
    at: secondsAfterNoon(60),
    origin: "live",
    conversation: { id: to, kind: "group" },
    previousId: from,
    title: "Regulars",
  };
}

const before = (id: string, text: string): InboundEvent => {
  return textEvent({ id, text, group, dedupeKey: `old ${id}` });
};
const after = (id: string, text: string): InboundEvent => {
  const sentAt = secondsAfterNoon(100 + Number(id));
  return textEvent({ id, text, group: supergroup, dedupeKey: `new ${id}`, sentAt });
};

describe.each(databasesUnderTest())("a group that becomes a supergroup on %s", (name) => {
  const database = useDatabase(name);

  it("goes on as one conversation with its history", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [before("1", "in the group")]);
    await ingest.receive("shop", [moved()]);
    await ingest.receive("shop", [after("2", "in the supergroup")]);

    expect(await desk.count("conversations")).toBe(1);
    expect(await desk.shown(supergroup)).toEqual(["in the group", "in the supergroup"]);
  });

  it("takes in what was written in the supergroup before we were told of it", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [before("1", "in the group")]);
    await ingest.receive("shop", [after("2", "overtook the notice")]);
    await ingest.receive("shop", [moved()]);
    await ingest.receive("shop", [after("3", "after it")]);

    expect(await desk.count("conversations")).toBe(1);
    const shown = ["in the group", "overtook the notice", "after it"];
    expect(await desk.shown(supergroup)).toEqual(shown);
  });

  it("does so too when all of it comes in one go", async () => {
    const desk = new InboundDesk(database());
    const events = [before("1", "one"), after("2", "two"), moved(), after("3", "three")];
    await desk.ingest().receive("shop", events);

    expect(await desk.count("conversations")).toBe(1);
    expect(await desk.shown(supergroup)).toEqual(["one", "two", "three"]);
  });

  it("is told of twice, by the old and the new group, without harm", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [before("1", "one")]);
    await ingest.receive("shop", [moved("by the old group")]);
    await ingest.receive("shop", [after("2", "two")]);
    await ingest.receive("shop", [moved("by the new group")]);
    await ingest.receive("shop", [after("3", "three")]);

    expect(await desk.count("conversations")).toBe(1);
    expect(await desk.shown(supergroup)).toEqual(["one", "two", "three"]);
  });

  it("numbers its messages anew, and none is taken for an older one", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const old = ["1", "2", "3"].map((id) => before(id, `old ${id}`));
    await ingest.receive("shop", old);
    await ingest.receive("shop", [moved()]);
    const young = ["1", "2", "3"].map((id) => after(id, `new ${id}`));
    await ingest.receive("shop", young);

    const shown = ["old 1", "old 2", "old 3", "new 1", "new 2", "new 3"];
    expect(await desk.shown(supergroup)).toEqual(shown);
  });

  it("still gets what was written in the group and comes late, also under a number that is taken", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [before("1", "old 1")]);
    await ingest.receive("shop", [moved()]);
    await ingest.receive("shop", [after("2", "new 2")]);
    await ingest.receive("shop", [before("2", "old 2, late"), before("3", "old 3, late")]);
    await ingest.receive("shop", [after("3", "new 3")]);

    const shown = ["old 1", "old 2, late", "old 3, late", "new 2", "new 3"];
    expect(await desk.shown(supergroup)).toEqual(shown);
    expect(await desk.count("conversations")).toBe(1);
  });

  it("knows a message of the old group again when it is delivered once more", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [before("1", "old 1")]);
    await ingest.receive("shop", [moved()]);
    const copy = textEvent({ id: "1", text: "old 1", group, dedupeKey: "as history" });
    await ingest.receive("shop", [copy]);

    expect(await desk.shown(supergroup)).toEqual(["old 1"]);
  });

  it("changes the message that an edit means, in the old group and in the new one", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [before("7", "old 7")]);
    await ingest.receive("shop", [moved()]);
    await ingest.receive("shop", [after("7", "new 7")]);
    const at = secondsAfterNoon(200);
    const ofTheOld = { id: "7", text: "old 7, edited", group, dedupeKey: "e1" };
    const ofTheNew = { id: "7", text: "new 7, edited", group: supergroup, dedupeKey: "e2" };
    await ingest.receive("shop", [editEvent(ofTheOld, at), editEvent(ofTheNew, at)]);

    expect(await desk.shown(supergroup)).toEqual(["old 7, edited", "new 7, edited"]);
  });

  it("quotes what was answered, not the new message of the same number", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const answer = textEvent({ id: "2", text: "an answer", group, dedupeKey: "old 2" });
    const quoting = {
      ...answer,
      message: { ...answer.message, replyTo: { conversationId: group, messageId: "1" } },
    };
    await ingest.receive("shop", [before("1", "a question"), quoting]);
    await ingest.receive("shop", [moved()]);
    await ingest.receive("shop", [after("1", "something else")]);

    const rows = await database().queries.selectFrom("messages").selectAll().execute();
    const idOf = (text: string) => rows.find(({ parts }) => textIn(parts) === text)?.id ?? "";
    const { replyTo } = await new Messages(database()).get(idOf("an answer"));
    expect(replyTo?.messageId).toBe(idOf("a question"));
  });

  it("takes the quote out of a reply that waits: its number means another message there", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [before("1", "a question")]);
    const question = await database()
      .queries.selectFrom("messages")
      .select(["id", "conversation_id"])
      .executeTakeFirstOrThrow();
    await desk.replies().reply(liNa, {
      conversationId: question.conversation_id,
      parts: [{ type: "text", text: { text: "an answer" } }],
      replyTo: question.id,
    });
    const waiting = () =>
      database().queries.selectFrom("deliveries").select("request").executeTakeFirstOrThrow();
    expect(JSON.parse((await waiting()).request)).toHaveProperty("replyTo", "1");
    await ingest.receive("shop", [moved()]);

    expect(JSON.parse((await waiting()).request)).not.toHaveProperty("replyTo");
  });

  it("stays one conversation when it moves on again", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [before("1", "first home")]);
    await ingest.receive("shop", [moved()]);
    await ingest.receive("shop", [after("1", "second home")]);
    await ingest.receive("shop", [moved("again", supergroup, "-1009")]);
    const sentAt = secondsAfterNoon(300);
    await ingest.receive("shop", [
      textEvent({ id: "1", text: "third home", group: "-1009", sentAt }),
    ]);
    await ingest.receive("shop", [before("2", "first home, late")]);
    const edit = { id: "1", text: "first home, edited", group, dedupeKey: "edit" };
    await ingest.receive("shop", [editEvent(edit, secondsAfterNoon(400))]);

    expect(await desk.count("conversations")).toBe(1);
    const shown = ["first home, edited", "first home, late", "second home", "third home"];
    expect(await desk.shown("-1009")).toEqual(shown);
  });
});
