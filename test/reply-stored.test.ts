import { describe, expect, it } from "vitest";
import type { Part } from "../src/adapter/index.ts";
import type { StoredMedia } from "../src/inbox/message-rows.ts";
import { ann, ben, type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("a reply on %s", (name) => {
  const database = useDatabase(name);

  it("is in the conversation, in the queue and in the change log, or in none of them", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("Hello?");
    const before = await everything(desk);
    const id = await desk.reply(conversation, "Hi");
    const stored = await everything(desk);
    expect(stored.messages).toBe(before.messages + 1);
    expect(stored.deliveries).toBe(1);
    expect(stored.events).toBe(before.events + 1);
    expect(await desk.messages.get(id)).toMatchObject({
      direction: "outbound",
      delivery: { state: "queued", code: null, reason: null },
    });
    // Its files are somebody else's: the whole of it is taken back.
    const bens = await upload(desk, "ben");
    await expect(
      desk.replies.note(ann, { conversationId: conversation, parts: [file(bens)] }),
    ).rejects.toThrow("no such attachment of yours");
    expect(await everything(desk)).toEqual(stored);
  });

  it("makes the conversation read, and shows in the list", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("Hello?");
    expect((await desk.conversations.get(conversation)).unreadCount).toBe(1);
    await desk.clock.advance(1_000);
    await desk.reply(conversation, "Hi");
    expect(await desk.conversations.get(conversation)).toMatchObject({
      unreadCount: 0,
      lastActivityAt: desk.clock.now(),
      preview: { direction: "outbound", kind: "text", text: "Hi" },
    });
  });

  it("stands after all that its author saw, also when a platform's clock runs ahead", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const ahead = new Date(desk.clock.now().getTime() + 30_000);
    await desk.hears({
      type: "message",
      dedupeKey: "ahead",
      at: ahead,
      origin: "live",
      message: {
        id: "ahead",
        conversation: { id: "customer", kind: "direct" },
        author: { kind: "customer", contact: { id: "customer" } },
        sentAt: ahead,
        parts: [{ type: "text", text: { text: "From the future" } }],
      },
    });
    const { conversations } = await desk.conversations.list({}, { limit: 1 });
    const id = conversations[0]?.id ?? "";
    for (const text of ["1", "2", "3"]) await desk.reply(id, text);
    const { messages } = await desk.messages.list(id, {}, 10);
    expect(messages.map(({ parts }) => parts)).toEqual(
      ["From the future", "1", "2", "3"].map((text) => [textPart(text)]),
    );
  });

  it("answers the message that the agent means, by the platform's name for it", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Which one?");
    await desk.customerWrites("Hello?");
    const [question] = (await desk.messages.list(conversation, {}, 10)).messages;
    const first = await desk.reply(conversation, "This one", { replyTo: question?.id });
    await desk.untilDelivery(first, "sent");
    const second = await desk.reply(conversation, "I mean", { replyTo: first });
    await desk.untilDelivery(second, "sent");
    expect(desk.platform.attempts.map(({ replyTo }) => replyTo)).toEqual([
      { conversationId: "customer", messageId: "in-1" },
      { conversationId: "customer", messageId: "out-1" },
    ]);
    expect((await desk.messages.get(first)).replyTo?.messageId).toBe(question?.id);
    expect((await desk.messages.get(second)).replyTo?.messageId).toBe(first);
  });

  it("answers nothing of another conversation, and nothing that did not get out", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const one = await desk.customerWrites("Hello?", "one");
    const two = await desk.customerWrites("Hello?", "two");
    const [other] = (await desk.messages.list(two, {}, 10)).messages;
    await expect(desk.reply(one, "Hi", { replyTo: other?.id })).rejects.toThrow("no such message");
    const queued = await desk.reply(one, "Hi");
    await expect(desk.reply(one, "Hi", { replyTo: queued })).rejects.toThrow("not reached");
    const note = await desk.replies.note(ann, { conversationId: one, parts: [textPart("n")] });
    await expect(desk.reply(one, "Hi", { replyTo: note })).rejects.toThrow("not reached");
  });

  it("carries the context of the message answered, else the customer's last one", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await contextual(desk, "1", { token: "one" });
    await contextual(desk, "2", { token: "two" });
    await contextual(desk, "3");
    const [first, , third] = (await desk.messages.list(conversation, {}, 10)).messages;
    for (const replyTo of [undefined, first?.id, third?.id]) {
      await desk.untilDelivery(await desk.reply(conversation, "Hi", { replyTo }), "sent");
    }
    expect(desk.platform.attempts.map(({ replyContext }) => replyContext)).toEqual([
      { token: "two" },
      { token: "one" },
      { token: "two" },
    ]);
  });

  it("takes an agent's upload, once", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const [own, bens] = [await upload(desk, "ann"), await upload(desk, "ben")];
    const parts = [file(own)];
    const refused = "there is no such attachment of yours, or it is in use already";
    await expect(desk.reply(conversation, "", { parts: [file(bens)] })).rejects.toThrow(refused);
    await expect(desk.reply(conversation, "", { parts: [file("none")] })).rejects.toThrow(refused);
    const outcomes = await Promise.allSettled([
      desk.reply(conversation, "", { parts }),
      desk.reply(conversation, "", { parts }),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(desk.reply(conversation, "", { parts })).rejects.toThrow(refused);
    const { messages } = await desk.messages.list(conversation, {}, 10);
    const [sent] = messages.filter(({ direction }) => direction === "outbound");
    await desk.untilDelivery(sent?.id ?? "", "sent");
    expect(sent?.parts).toMatchObject([{ media: { id: own, state: "ready", fileName: "a.txt" } }]);
    const [part] = desk.platform.attempts[0]?.parts ?? [];
    if (part?.type !== "media") throw new Error("No file was sent.");
    expect(await new Response(await part.media.open()).text()).toBe("a few bytes");
  });

  it("of an agent may not carry a file that the customer sent", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const received = await upload(desk, "ann");
    await database()
      .queries.updateTable("attachments")
      .set({ message_id: "some message", agent_id: null })
      .execute();
    await expect(desk.reply(conversation, "", { parts: [file(received)] })).rejects.toThrow(
      "no such attachment of yours",
    );
  });

  it("that is a note never leaves the house", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const note = await desk.replies.note(ben, {
      conversationId: conversation,
      parts: [textPart("Careful with this one")],
    });
    await desk.untilDelivery(await desk.reply(conversation, "Hi"), "sent");
    expect(desk.platform.texts).toEqual(["Hi"]);
    expect(await desk.messages.get(note)).toMatchObject({
      direction: "note",
      author: { kind: "agent", id: "ben", name: "Ben" },
      delivery: null,
    });
    expect((await desk.conversations.get(conversation)).preview?.text).toBe("Hi");
  });

  it("of a program is shown as a program's", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversationId = await desk.customerWrites("Hello?");
    const program = { key: "api-key:1", agentId: null, name: "Shop system" };
    const id = await desk.replies.reply(program, { conversationId, parts: [textPart("Paid.")] });
    expect((await desk.messages.get(id)).author).toEqual({
      kind: "program",
      id: null,
      name: "Shop system",
    });
  });

  it("keeps every character that can be kept", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const text = "微信 😀👩‍👩‍👧 é́ ‮x 2*3*4 <b>&amp; trailing ";
    const id = await desk.reply(conversation, "", { parts: [textPart(`${text}\0\uD800`)] });
    await desk.untilDelivery(id, "sent");
    expect(desk.platform.texts).toEqual([`${text}\uFFFD`]);
    expect((await desk.messages.get(id)).parts).toEqual([textPart(`${text}\uFFFD`)]);
  });
});

async function everything({ database: { queries } }: DeliveryDesk) {
  const count = async (table: "messages" | "deliveries" | "events") =>
    (await queries.selectFrom(table).selectAll().execute()).length;
  return {
    messages: await count("messages"),
    deliveries: await count("deliveries"),
    events: await count("events"),
  };
}

/** The customer writes in a way that has to be answered with what the platform gave along. */
async function contextual(desk: DeliveryDesk, id: string, replyContext?: { token: string }) {
  const at = desk.clock.now();
  await desk.hears({
    type: "message",
    dedupeKey: id,
    at,
    origin: "live",
    message: {
      id,
      conversation: { id: "customer", kind: "direct" },
      author: { kind: "customer", contact: { id: "customer" } },
      sentAt: at,
      parts: [{ type: "text", text: { text: id } }],
      ...(replyContext !== undefined && { replyContext }),
    },
  });
  const { conversations } = await desk.conversations.list({}, { limit: 1 });
  return conversations[0]?.id ?? "";
}

async function upload(desk: DeliveryDesk, agentId: string): Promise<string> {
  const stream = new Blob(["a few bytes"]).stream();
  return (await desk.uploads.store(stream, { fileName: "a.txt" }, agentId)).id;
}

function file(attachmentId: string): Part<StoredMedia> {
  return { type: "media", kind: "file", media: { attachmentId } };
}
