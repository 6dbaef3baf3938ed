import { describe, expect, it } from "vitest";
import { ChannelError, type InboundEvent } from "../src/adapter/index.ts";
import { ann, type DeliveryDesk, deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

const moved = new ChannelError({
  code: "target-not-found",
  outcome: "not-sent",
  message: "The group is a supergroup now.",
  migratedTo: "new",
});

describe.each(databasesUnderTest())("a group that moved on %s", (name) => {
  const database = useDatabase(name);

  it("is found out by a reply: it follows, once, and so does the conversation", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await inGroup(desk, "old", "1", "Hello?");
    movesTo(desk);
    const first = await desk.reply(conversation, "A");
    const second = await desk.reply(conversation, "B");
    await desk.untilDelivery(first, "sent");
    await desk.untilDelivery(second, "sent");
    expect(desk.platform.attempts.map((one) => one.conversation.id)).toEqual(["old", "new", "new"]);
    expect(desk.platform.texts).toEqual(["A", "A", "B"]);
    // The new place's message ids begin anew.
    expect(await inGroup(desk, "new", "1", "Here we are")).toBe(conversation);
    expect((await desk.messages.list(conversation, {}, 10)).messages).toHaveLength(4);
  });

  it("that moves on and on is not followed for ever: the reply failed, and says why", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await inGroup(desk, "old", "1", "Hello?");
    desk.platform.answer = () => {
      throw moved;
    };
    const id = await desk.reply(conversation, "A");
    expect((await desk.untilDelivery(id, "failed")).delivery?.code).toBe("target-not-found");
    expect(desk.platform.attempts).toHaveLength(2);
  });

  it("and said so itself: what was queued goes to its new place, also when somebody wrote there first", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const conversation = await inGroup(desk, "old", "1", "Hello?");
    await desk.conversations.update(ann, conversation, { status: "resolved" });
    const waiting = await desk.reply(conversation, "A");
    const twin = await inGroup(desk, "new", "1", "Anybody here?");
    expect(twin).not.toBe(conversation);
    const inTwin = await desk.reply(twin, "B");
    await desk.hears({
      type: "conversation-changed",
      dedupeKey: "moved",
      at: desk.clock.now(),
      origin: "live",
      conversation: { id: "new", kind: "group" },
      previousId: "old",
    });
    movesTo(desk);
    desk.dispatcher.start();
    await desk.untilDelivery(waiting, "sent");
    await desk.untilDelivery(inTwin, "sent");
    expect(desk.platform.attempts.map((one) => one.conversation.id)).toEqual(["new", "new"]);
    await expect(desk.conversations.get(twin)).rejects.toThrow("no such conversation");
    // The customer's word in the new place reopened what had been resolved in the old one.
    expect(await desk.conversations.get(conversation)).toMatchObject({
      status: "open",
      lastCustomerMessageAt: expect.any(Date) as Date,
    });
  });

  it("while a reply was under way takes nothing from those who write in the new place", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await inGroup(desk, "old", "1", "Hello?");
    let answer: () => void = () => undefined;
    desk.platform.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve(desk.platform.takes("2"));
      });
    const reply = await desk.reply(conversation, "A");
    await until("the reply at the platform", () => desk.platform.attempts.length === 1);
    await desk.hears({
      type: "conversation-changed",
      dedupeKey: "moved",
      at: desk.clock.now(),
      origin: "live",
      conversation: { id: "new", kind: "group" },
      previousId: "old",
    });
    // It was number 2 of the old place. Its answer comes now.
    answer();
    await desk.untilDelivery(reply, "sent");
    await inGroup(desk, "new", "1", "One of the new place");
    await inGroup(desk, "new", "2", "Two of the new place");
    const { messages } = await desk.messages.list(conversation, {}, 10);
    expect(messages).toHaveLength(4);
  });

  it("keeps its quotes apart: a message of the old place is not quoted in the new one", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await inGroup(desk, "old", "1", "The question");
    const [question] = (await desk.messages.list(conversation, {}, 1)).messages;
    const early = await desk.reply(conversation, "Early", { replyTo: question?.id });
    await desk.untilDelivery(early, "sent");
    movesTo(desk);
    await desk.untilDelivery(await desk.reply(conversation, "Moved"), "sent");
    const late = await desk.reply(conversation, "Late", { replyTo: question?.id });
    await desk.untilDelivery(late, "sent");
    expect(desk.platform.attempts.at(-1)?.replyTo).toBeUndefined();
    await inGroup(desk, "new", "1", "Another message 1");
    for (const id of [early, late]) {
      expect((await desk.messages.get(id)).replyTo?.messageId).toBe(question?.id);
    }
    await expect(desk.changes.react(ann, question?.id ?? "", ["👍"])).rejects.toThrow(
      "former place",
    );
  });
});

/** Refuses what is sent to the old place, and says where the group went. */
function movesTo(desk: DeliveryDesk): void {
  desk.platform.answer = ({ conversation }) => {
    if (conversation.id === "old") throw moved;
    return desk.platform.takes();
  };
}

/** Somebody writes in the group; resolves with the conversation's id. */
async function inGroup(
  desk: DeliveryDesk,
  group: string,
  id: string,
  text: string,
): Promise<string> {
  const at = desk.clock.now();
  const event: InboundEvent = {
    type: "message",
    dedupeKey: `${group} ${id} ${text}`,
    at,
    origin: "live",
    message: {
      id,
      conversation: { id: group, kind: "group" },
      author: { kind: "customer", contact: { id: "customer", name: "王小明" } },
      sentAt: at,
      parts: [{ type: "text", text: { text } }],
    },
  };
  await desk.hears(event);
  return await until("the conversation", async () => {
    const row = await desk.database.queries
      .selectFrom("messages")
      .select("conversation_id")
      .where("dedupe_key", "=", event.dedupeKey)
      .executeTakeFirst();
    return row?.conversation_id;
  });
}
