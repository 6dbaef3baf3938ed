import { describe, expect, it } from "vitest";
import { ann, ben, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("a reply to what is no longer the last word on %s", (name) => {
  const database = useDatabase(name);

  it("is held back when the customer wrote meanwhile, with what is new", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("I want the red one");
    const { version } = await desk.conversations.get(conversation);
    await desk.customerWrites("No, the blue one!");
    const [, newest] = (await desk.messages.list(conversation, {}, 10)).messages;
    await expect(
      desk.reply(conversation, "Red it is", { conversationVersion: version }),
    ).rejects.toMatchObject({
      code: "stale",
      details: {
        conversationVersion: version + 1,
        newestMessageIds: [newest?.id],
        status: "open",
        assigneeId: null,
      },
    });
    expect((await desk.messages.list(conversation, {}, 10)).messages).toHaveLength(2);
  });

  it("goes out with the version of now, without any version, and when the agent says so", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("1");
    const seen = (await desk.conversations.get(conversation)).version;
    await desk.customerWrites("2");
    const { version } = await desk.conversations.get(conversation);
    await desk.reply(conversation, "A", { conversationVersion: version });
    await desk.reply(conversation, "B");
    await desk.reply(conversation, "C", { conversationVersion: seen, sendAnyway: true });
    expect((await desk.messages.list(conversation, {}, 10)).messages).toHaveLength(5);
  });

  it.each([
    "a colleague's reply",
    "a note",
    "an assignment",
    "an edit",
    "a message from our phone",
  ])("is held back after %s", async (what) => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("Hello?");
    const { version } = await desk.conversations.get(conversation);
    const parts = [textPart("x")];
    if (what === "a colleague's reply") {
      await desk.replies.reply(ben, { conversationId: conversation, parts });
    } else if (what === "a note") {
      await desk.replies.note(ben, { conversationId: conversation, parts });
    } else if (what === "an assignment") {
      await desk.conversations.update(ben, conversation, { assigneeId: "ben" });
    } else {
      const own = what === "a message from our phone";
      await desk.hears({
        type: own ? "message" : "message-edited",
        dedupeKey: what,
        at: desk.clock.now(),
        origin: "live",
        message: {
          id: own ? "own-1" : "in-1",
          conversation: { id: "customer", kind: "direct" },
          author: { kind: own ? "self" : "customer", contact: { id: own ? "us" : "customer" } },
          sentAt: desk.clock.now(),
          parts: [{ type: "text", text: { text: "Hello!" } }],
        },
      });
    }
    await expect(
      desk.reply(conversation, "Hi", { conversationVersion: version }),
    ).rejects.toMatchObject({ code: "stale" });
  });

  it("is not held back because somebody read it, nor because an earlier reply arrived", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const first = await desk.reply(conversation, "1");
    const { version } = await desk.conversations.get(conversation);
    await desk.untilDelivery(first, "sent");
    await desk.customerWrites("Somebody else", "other");
    await desk.conversations.markRead(ben, conversation);
    const second = await desk.reply(conversation, "2", { conversationVersion: version });
    expect((await desk.untilDelivery(second, "sent")).parts).toEqual([textPart("2")]);
  });

  it("lets one of two agents who answer the same moment pass", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("Hello?");
    const { version } = await desk.conversations.get(conversation);
    const reply = {
      conversationId: conversation,
      parts: [textPart("Hi")],
      conversationVersion: version,
    };
    const outcomes = await Promise.allSettled([
      desk.replies.reply(ann, reply),
      desk.replies.reply(ben, reply),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});
