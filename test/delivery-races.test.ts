import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../src/adapter/index.ts";
import { ann, type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { ableTo, ScriptedPlatform } from "./support/scripted-platform.ts";
import { until } from "./support/until.ts";

const hour = 60 * 60_000;

describe.each(databasesUnderTest())("a reply goes out on %s", (name) => {
  const database = useDatabase(name);

  it("although the clock was set back after it was written", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.reply(await desk.customerWrites("?"), "A");
    await desk.clock.advance(-hour);
    desk.dispatcher.start();
    await desk.untilDelivery(id, "sent");
    expect(desk.platform.texts).toEqual(["A"]);
  });

  it("although the clock was set back while its conversation rested", async () => {
    const platform = new ScriptedPlatform();
    platform.capabilities = { ...ableTo, rate: { perSecond: 100, perConversationPerSecond: 1 } };
    const desk = await deliveryDesk(database(), { platform });
    const conversation = await desk.customerWrites("?");
    await desk.untilDelivery(await desk.reply(conversation, "A"), "sent");
    await desk.clock.advance(-hour);
    const second = await desk.reply(conversation, "B");
    await desk.later(1_000);
    await desk.untilDelivery(second, "sent");
    expect(platform.texts).toEqual(["A", "B"]);
  });

  it("although the edit before it breaks the adapter every time", async () => {
    const platform = new ScriptedPlatform();
    let edits = 0;
    platform.adapter.members = {
      ...platform.adapter.members,
      edit: () => {
        edits += 1;
        throw new TypeError("parts[0].spans is undefined");
      },
    };
    const desk = await deliveryDesk(database(), { platform });
    const conversation = await desk.customerWrites("?");
    const first = await desk.reply(conversation, "A");
    await desk.untilDelivery(first, "sent");
    await desk.changes.edit(ann, first, [textPart("A!")]);
    const second = await desk.reply(conversation, "B");
    await until("the reply", async () => {
      await desk.later(1_000);
      return platform.texts.includes("B");
    });
    await desk.untilDelivery(second, "sent");
    expect(edits).toBe(3);
  });

  it("although its conversation was merged into another just before", async () => {
    let merge: () => Promise<void> = () => Promise.resolve();
    const desk = await deliveryDesk(database(), {
      async mayStillSend() {
        await merge();
        return true;
      },
    });
    await desk.hears(inGroup("old", "1"), inGroup("new", "1"));
    merge = async () => {
      merge = () => Promise.resolve();
      await desk.hears(moved);
    };
    const id = await desk.reply(await conversationIn(desk, "new"), "A");
    await until("another try", async () => {
      await desk.later(1_000);
      return desk.platform.attempts.length > 0;
    });
    await desk.untilDelivery(id, "sent");
    expect(desk.platform.attempts.map((one) => one.conversation.id)).toEqual(["new"]);
  });

  it("without quoting a message of its group's former place, when that moved just before", async () => {
    let first: (() => Promise<void>) | undefined;
    const interrupted: TestDatabase = {
      ...database(),
      async write(work) {
        const before = first;
        first = undefined;
        await before?.();
        return await database().write(work);
      },
    };
    const desk = await deliveryDesk(interrupted, { idle: true });
    await desk.hears(inGroup("old", "1"));
    const conversation = await conversationIn(desk, "old");
    const [question] = (await desk.messages.list(conversation, {}, 1)).messages;
    const id = await desk.reply(conversation, "A", { replyTo: question?.id });
    first = () => desk.hears(moved);
    desk.dispatcher.start();
    await desk.untilDelivery(id, "sent");
    const [attempt] = desk.platform.attempts;
    expect(attempt?.conversation.id).toBe("new");
    expect(attempt?.replyTo).toBeUndefined();
  });
});

const at = new Date("2026-01-05T09:00:00Z");

const moved: InboundEvent = {
  type: "conversation-changed",
  dedupeKey: "moved",
  at,
  origin: "live",
  conversation: { id: "new", kind: "group" },
  previousId: "old",
};

function inGroup(group: string, id: string): InboundEvent {
  return {
    type: "message",
    dedupeKey: `${group} ${id}`,
    at,
    origin: "live",
    message: {
      id,
      conversation: { id: group, kind: "group" },
      author: { kind: "customer", contact: { id: "customer" } },
      sentAt: at,
      parts: [textPart("Hello?") as { type: "text"; text: { text: string } }],
    },
  };
}

async function conversationIn(desk: DeliveryDesk, threadId: string): Promise<string> {
  const { id } = await desk.database.queries
    .selectFrom("conversations")
    .select("id")
    .where("thread_id", "=", threadId)
    .executeTakeFirstOrThrow();
  return id;
}
