import { describe, expect, it } from "vitest";
import { forgetOldAnswers } from "../src/inbox/idempotency.ts";
import { ann, ben, type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("a reply with an Idempotency-Key on %s", (name) => {
  const database = useDatabase(name);

  it("that is repeated gives the first answer again, and is sent once", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const first = await desk.reply(conversation, "Hi", { idempotencyKey: "k1" });
    await desk.untilDelivery(first, "sent");
    expect(await desk.reply(conversation, "Hi", { idempotencyKey: "k1" })).toBe(first);
    const other = await desk.reply(conversation, "Hi", { idempotencyKey: "k2" });
    expect(other).not.toBe(first);
    await desk.untilDelivery(other, "sent");
    expect(desk.platform.texts).toEqual(["Hi", "Hi"]);
  });

  it("that comes twenty times at once is one message", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const ids = await twentyTimes(() => desk.reply(conversation, "Hi", { idempotencyKey: "k1" }));
    expect(new Set(ids).size).toBe(1);
    await desk.untilDelivery(ids[0] ?? "", "sent");
    expect(await outbound(desk, conversation)).toHaveLength(1);
    expect(desk.platform.texts).toEqual(["Hi"]);
  });

  it("that comes twenty times at once is no stale reply to itself", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const { version } = await desk.conversations.get(conversation);
    const more = { idempotencyKey: "k1", conversationVersion: version };
    const ids = await twentyTimes(() => desk.reply(conversation, "Hi", more));
    expect(new Set(ids).size).toBe(1);
    expect(await outbound(desk, conversation)).toHaveLength(1);
  });

  it("that comes twenty times at once with a file is one message with that file", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const stream = new Blob(["bytes"]).stream();
    const { id: attachmentId } = await desk.uploads.store(stream, { fileName: "a.txt" }, "ann");
    const parts = [{ type: "media", kind: "file", media: { attachmentId } }] as const;
    const ids = await twentyTimes(() =>
      desk.reply(conversation, "", { parts, idempotencyKey: "k1" }),
    );
    expect(new Set(ids).size).toBe(1);
    await desk.untilDelivery(ids[0] ?? "", "sent");
    expect(desk.platform.texts).toEqual(["media"]);
  });

  it.each([
    ["another text", { parts: [textPart("Bye")] }],
    ["another version", { conversationVersion: 7 }],
    ["another decision", { sendAnyway: true }],
  ])("whose key was used for %s is refused, and nothing is stored", async (_, more) => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("Hello?");
    await desk.reply(conversation, "Hi", { idempotencyKey: "k1" });
    await expect(
      desk.reply(conversation, "Hi", { ...more, idempotencyKey: "k1" }),
    ).rejects.toMatchObject({ code: "idempotency-key-reused" });
    expect(await outbound(desk, conversation)).toHaveLength(1);
  });

  it("whose key was used in another conversation, or for a note, is refused", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const one = await desk.customerWrites("Hello?", "one");
    const two = await desk.customerWrites("Hello?", "two");
    await desk.reply(one, "Hi", { idempotencyKey: "k1" });
    const reused = { code: "idempotency-key-reused" };
    await expect(desk.reply(two, "Hi", { idempotencyKey: "k1" })).rejects.toMatchObject(reused);
    const note = { conversationId: one, parts: [textPart("Hi")], idempotencyKey: "k1" };
    await expect(desk.replies.note(ann, note)).rejects.toMatchObject(reused);
  });

  it("does not get in the way of a colleague who uses the same key", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversationId = await desk.customerWrites("Hello?");
    const reply = { conversationId, parts: [textPart("Hi")], idempotencyKey: "k1" };
    expect(await desk.replies.reply(ann, reply)).not.toBe(await desk.replies.reply(ben, reply));
  });

  it("keeps keys apart that only look alike", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("Hello?");
    const ids = [];
    for (const idempotencyKey of ["key", "KEY", "key ", "kéy", "😀", "😃"]) {
      ids.push(await desk.reply(conversation, "Hi", { idempotencyKey }));
    }
    expect(new Set(ids).size).toBe(6);
  });

  it("that was refused can be tried again with the same key", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("Hello?");
    const more = { idempotencyKey: "k1", replyTo: "nothing" };
    await expect(desk.reply(conversation, "Hi", more)).rejects.toThrow("no such message");
    await desk.reply(conversation, "Hi", { idempotencyKey: "k1" });
  });

  it("is remembered for a week", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await desk.customerWrites("Hello?");
    const first = await desk.reply(conversation, "Hi", { idempotencyKey: "k1" });
    const week = 7 * 24 * 60 * 60_000;
    await forgetOldAnswers(database(), new Date(desk.clock.now().getTime() + week));
    expect(await desk.reply(conversation, "Hi", { idempotencyKey: "k1" })).toBe(first);
    await forgetOldAnswers(database(), new Date(desk.clock.now().getTime() + week + 1));
    expect(await desk.reply(conversation, "Hi", { idempotencyKey: "k1" })).not.toBe(first);
  });

  it("works for notes alike", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversationId = await desk.customerWrites("Hello?");
    const note = { conversationId, parts: [textPart("Nice one")], idempotencyKey: "k1" };
    const ids = await twentyTimes(() => desk.replies.note(ann, note));
    expect(new Set(ids).size).toBe(1);
    expect((await desk.messages.list(conversationId, {}, 10)).messages).toHaveLength(2);
  });
});

function twentyTimes<T>(work: () => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: 20 }, work));
}

async function outbound(desk: DeliveryDesk, conversationId: string) {
  const { messages } = await desk.messages.list(conversationId, {}, 100);
  return messages.filter(({ direction }) => direction === "outbound");
}
