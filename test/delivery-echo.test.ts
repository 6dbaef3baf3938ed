import { describe, expect, it } from "vitest";
import type { SendResult } from "../src/adapter/index.ts";
import type { Message } from "../src/inbox/message.ts";
import { type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { ownMessage, receipt } from "./support/platform-events.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("what the platform tells of our own messages on %s", (name) => {
  const database = useDatabase(name);

  it("an echo that overtakes the answer is the reply itself: it stands there once", async () => {
    const desk = await deliveryDesk(database());
    const { id, conversation, answer } = await underWay(desk);
    await desk.hears(ownMessage("out-1", "Hello"));
    expect(await ours(desk, conversation)).toHaveLength(2);
    answer({ messageIds: ["out-1"], level: "sent" });
    await desk.untilDelivery(id, "sent");
    expect((await ours(desk, conversation)).map((one) => one.id)).toEqual([id]);
  });

  it("the removal of such a copy is told to those who saw it", async () => {
    const desk = await deliveryDesk(database());
    const { id, conversation, answer } = await underWay(desk);
    await desk.hears(ownMessage("out-1", "Hello"));
    const copy = (await ours(desk, conversation)).find((one) => one.id !== id);
    answer({ messageIds: ["out-1"], level: "sent" });
    await desk.untilDelivery(id, "sent");
    const told = await database()
      .queries.selectFrom("events")
      .select("data")
      .where("message_id", "=", copy?.id ?? "")
      .where("type", "=", "message.updated")
      .execute();
    expect(told.map(({ data }) => JSON.parse(data) as unknown)).toEqual([
      { change: "replaced", by: "system", messageId: id },
    ]);
  });

  it("all echoes of a long reply are that reply, whenever they come", async () => {
    const desk = await deliveryDesk(database());
    const { id, conversation, answer } = await underWay(desk);
    await desk.hears(ownMessage("piece-1", "Hel"), ownMessage("piece-2", "lo"));
    answer({ messageIds: ["piece-1", "piece-2", "piece-3"], level: "sent" });
    await desk.untilDelivery(id, "sent");
    await desk.hears(ownMessage("piece-3", "!"), ownMessage("piece-2", "lo"));
    expect((await ours(desk, conversation)).map((one) => one.id)).toEqual([id]);
    await desk.hears(receipt("piece-3", "read"));
    await desk.untilDelivery(id, "read");
  });

  it("an echo that names our own id is the reply, before and after the answer", async () => {
    const desk = await deliveryDesk(database());
    const { id, conversation, answer } = await underWay(desk);
    await desk.hears(ownMessage("out-1", "Hello", id));
    await desk.untilDelivery(id, "sent");
    expect(await ours(desk, conversation)).toHaveLength(1);
    answer({ messageIds: ["out-1"], level: "accepted" });
    await desk.untilDelivery(await desk.reply(conversation, "Next"), "sending");
    expect((await desk.messages.get(id)).delivery?.state).toBe("sent");
  });

  it("an echo and the answer at the same moment are one message, however often", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    let sent = 0;
    desk.platform.answer = async () => {
      sent += 1;
      void desk.hears(ownMessage(`out-${sent}`, `${sent}`));
      await new Promise((resolve) => setImmediate(resolve));
      return { messageIds: [`out-${sent}`], level: "sent" };
    };
    const ids: string[] = [];
    for (let n = 1; n <= 20; n += 1) ids.push(await desk.reply(conversation, `${n}`));
    for (const id of ids) await desk.untilDelivery(id, "sent");
    await desk.hears(ownMessage("last", "From my phone"));
    const texts = (await ours(desk, conversation)).map((one) => one.parts);
    const expected = [...ids.map((_, index) => `${index + 1}`), "From my phone"];
    expect(texts).toEqual(expected.map((text) => [textPart(text)]));
  });

  it("a receipt that overtakes the answer counts", async () => {
    const desk = await deliveryDesk(database());
    const { id, answer } = await underWay(desk);
    await desk.hears(ownMessage("out-1", "Hello"), receipt("out-1", "delivered"));
    answer({ messageIds: ["out-1"], level: "sent" });
    await desk.untilDelivery(id, "delivered");
    await desk.hears(receipt("out-1", "read"));
    expect((await desk.untilDelivery(id, "read")).delivery?.code).toBeNull();
  });

  it("late receipts change nothing", async () => {
    const desk = await deliveryDesk(database());
    desk.platform.answer = () => ({ messageIds: ["out-1"], level: "accepted" });
    const id = await desk.reply(await desk.customerWrites("Hello?"), "Hello");
    await desk.untilDelivery(id, "accepted");
    for (const level of ["read", "delivered", "sent", "failed"] as const) {
      await desk.hears(receipt("out-1", level));
      expect((await desk.messages.get(id)).delivery?.state).toBe("read");
    }
  });

  it("a message that the platform took on and then could not deliver failed, whichever report comes first", async () => {
    const desk = await deliveryDesk(database());
    for (const order of [["sent", "failed"] as const, ["failed", "sent"] as const]) {
      const messageId = order.join("-");
      desk.platform.answer = () => ({ messageIds: [messageId], level: "accepted" });
      const id = await desk.reply(await desk.customerWrites("Hello?"), "Hello");
      await desk.untilDelivery(id, "accepted");
      for (const level of order) await desk.hears(receipt(messageId, level));
      expect((await desk.messages.get(id)).delivery?.state).toBe("failed");
    }
  });

  it("a message from our account's own phone is shown as ours, and triggers nothing", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    await desk.conversations.update(
      { key: "agent:ann", agentId: "ann", name: "Ann" },
      conversation,
      {
        status: "resolved",
      },
    );
    await desk.hears(ownMessage("phone-1", "I am on my way"));
    const [message] = await ours(desk, conversation);
    expect(message).toMatchObject({
      author: { kind: "device" },
      parts: [textPart("I am on my way")],
      delivery: { state: "sent" },
    });
    expect(await desk.conversations.get(conversation)).toMatchObject({
      status: "resolved",
      unreadCount: 1,
      preview: { direction: "outbound", text: "I am on my way" },
    });
    expect(desk.platform.attempts).toEqual([]);
  });
});

/** A reply that is at the platform, and how it is answered. */
async function underWay(desk: DeliveryDesk) {
  let settle: (result: SendResult) => void = () => undefined;
  desk.platform.answer = async () => await new Promise((resolve) => (settle = resolve));
  const conversation = await desk.customerWrites("Hello?");
  const id = await desk.reply(conversation, "Hello");
  await until("an attempt", () => desk.platform.attempts.length === 1);
  return { id, conversation, answer: (result: SendResult) => settle(result) };
}

async function ours(desk: DeliveryDesk, conversationId: string): Promise<readonly Message[]> {
  const { messages } = await desk.messages.list(conversationId, {}, 100);
  return messages.filter(({ direction }) => direction === "outbound");
}
