import { describe, expect, it, onTestFinished } from "vitest";
import {
  ChannelError,
  type DeliveryLevel,
  type InboundEvent,
  type SendResult,
} from "../src/adapter/index.ts";
import { openDatabase } from "../src/db/database.ts";
import { forgetEarlyChanges } from "../src/inbox/early-changes.ts";
import { type DeliveryDesk, deliveryDesk } from "./support/delivery-desk.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { editEvent, InboundDesk, secondsAfterNoon, textEvent } from "./support/inbound.ts";
import { ownMessage, receipt } from "./support/platform-events.ts";
import { databasesUnderTest, describeOnMysql } from "./support/requirements.ts";
import { ScriptedPlatform } from "./support/scripted-platform.ts";
import { until } from "./support/until.ts";

const day = 24 * 60 * 60 * 1000;
const header = { at: secondsAfterNoon(60), origin: "live" } as const;

function deletion(messageId: string, conversationId = "anna"): InboundEvent {
  const dedupeKey = `deleted ${conversationId} ${messageId}`;
  return {
    ...header,
    type: "message-deleted",
    dedupeKey,
    target: { conversationId, messageId },
  };
}

function reactions(
  messageId: string,
  actor: string,
  emojis: readonly string[],
  more: { readonly second?: number; readonly thread?: string } = {},
): InboundEvent {
  const { second = 60, thread: conversationId = "anna" } = more;
  return {
    ...header,
    at: secondsAfterNoon(second),
    type: "reactions",
    dedupeKey: `reactions ${messageId} ${actor} ${second}`,
    target: { conversationId, messageId },
    actor: { id: actor, name: actor },
    emojis,
  };
}

describe.each(databasesUnderTest())("what overtakes the answer of its send on %s", (name) => {
  const database = useDatabase(name);

  it.each([
    [["delivered"], "delivered"],
    [["read", "delivered"], "read"],
    [["delivered", "read"], "read"],
    [["failed", "sent"], "failed"],
  ] as const)("receipts %j: the reply is %s", async (levels, state) => {
    const desk = await deliveryDesk(database());
    const { id, answer } = await underWay(desk);
    for (const level of levels) await desk.hears(receipt("out-1", level));
    answer({ messageIds: ["out-1"], level: "sent" });
    await desk.untilDelivery(id, state);
    expect(await keptIn(database())).toBe(0);
  });

  it("a receipt for one of several pieces counts, and so does one with its reason", async () => {
    const desk = await deliveryDesk(database());
    const { id, answer } = await underWay(desk);
    const failed = receipt("piece-2", "failed");
    await desk.hears({ ...failed, error: "recipient-unreachable" } as InboundEvent);
    answer({ messageIds: ["piece-1", "piece-2"], level: "accepted" });
    const message = await desk.untilDelivery(id, "failed");
    expect(message.delivery?.code).toBe("recipient-unreachable");
  });

  it("reactions and a deletion from our phone are the reply's", async () => {
    const desk = await deliveryDesk(database());
    const { id, answer } = await underWay(desk);
    const thread = "customer";
    await desk.hears(reactions("out-1", "anna", ["👍"], { thread }), deletion("out-1", thread));
    answer({ messageIds: ["out-1"], level: "sent" });
    const message = await desk.untilDelivery(id, "sent");
    expect(message.reactions.map(({ emojis }) => emojis)).toEqual([["👍"]]);
    expect(message.deletedAt).not.toBeNull();
  });

  it("what happened to its echo happened to the reply: words, reactions, deletion", async () => {
    const desk = await deliveryDesk(database());
    const { id, conversation, answer } = await underWay(desk);
    const echo = ownMessage("out-1", "Hello");
    if (echo.type !== "message") throw new Error("An echo is a message.");
    const parts = [{ type: "text", text: { text: "Hello!" } }] as const;
    await desk.hears(
      echo,
      { ...echo, type: "message-edited", dedupeKey: "edit", message: { ...echo.message, parts } },
      reactions("out-1", "anna", ["❤"], { thread: "customer" }),
    );
    answer({ messageIds: ["out-1"], level: "sent" });
    const message = await desk.untilDelivery(id, "sent");
    expect(message).toMatchObject({ parts, reactions: [{ emojis: ["❤"] }] });
    expect(message.editedAt).not.toBeNull();
    expect((await desk.messages.list(conversation, {}, 10)).messages).toHaveLength(2);
  });

  it("a file of its echo that was given other words is the reply's, and is fetched", async () => {
    const desk = await deliveryDesk(database());
    const { id, answer } = await underWay(desk);
    const echo = ownMessage("out-1", "Hello");
    if (echo.type !== "message") throw new Error("An echo is a message.");
    const picture = (text: string) =>
      [{ type: "media", kind: "image", media: { ref: "file-1" }, caption: { text } }] as const;
    const sent = { ...echo, message: { ...echo.message, parts: picture("Hello") } };
    const message = { ...echo.message, parts: picture("Hello!") };
    await desk.hears(sent, { ...sent, type: "message-edited", dedupeKey: "edit", message });
    answer({ messageIds: ["out-1"], level: "sent" });
    await desk.untilDelivery(id, "sent");
    const { parts } = await desk.messages.get(id);
    const files = await database().queries.selectFrom("attachments").selectAll().execute();
    expect(files).toMatchObject([{ message_id: id, state: "pending" }]);
    expect(JSON.stringify(parts)).toContain(files[0]?.id ?? "no file");
  });

  it("a receipt before the echo that names our id counts", async () => {
    const desk = await deliveryDesk(database());
    const { id } = await underWay(desk);
    await desk.hears(receipt("out-1", "read"), ownMessage("out-1", "Hello", id));
    expect((await desk.untilDelivery(id, "read")).delivery?.state).toBe("read");
  });

  it("a receipt for a send whose answer was lost counts when the platform proves it", async () => {
    const platform = new ScriptedPlatform();
    platform.adapter.members = {
      ...platform.adapter.members,
      reconcile: () => Promise.resolve({ messageIds: ["out-1"], level: "sent" }),
    };
    const desk = await deliveryDesk(database(), { platform });
    platform.answer = async () => {
      await desk.hears(receipt("out-1", "read"));
      throw new ChannelError({ code: "unavailable", outcome: "unknown" });
    };
    const id = await desk.reply(await desk.customerWrites("Hello?"), "Hello");
    expect((await desk.untilDelivery(id, "read")).delivery?.state).toBe("read");
    expect(platform.attempts).toHaveLength(1);
  });
});

describe.each(databasesUnderTest())("what overtakes its message on %s", (name) => {
  const database = useDatabase(name);

  /** Of the one message there is. */
  async function message(desk: InboundDesk) {
    return await desk.database.queries.selectFrom("messages").selectAll().executeTakeFirstOrThrow();
  }

  it("a deletion: agents see that there was a message, and that it was taken back", async () => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [deletion("1")]);
    // As after a restart: nothing of it is in anybody's memory.
    await desk.ingest().receive("shop", [textEvent({ id: "1" })]);
    expect((await message(desk)).deleted_at).toBe(header.at.getTime());
    expect(await keptIn(database())).toBe(0);
  });

  it("a deletion in a conversation that is there, in one go with its message too", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    await ingest.receive("shop", [deletion("2")]);
    await ingest.receive("shop", [textEvent({ id: "3" }), textEvent({ id: "2" })]);
    await ingest.receive("shop", [deletion("5"), textEvent({ id: "4" }), textEvent({ id: "5" })]);
    expect(await deletedIn(database())).toEqual(["2", "5"]);
  });

  it("reactions: of each actor the newest set", async () => {
    const desk = new InboundDesk(database());
    await desk
      .ingest()
      .receive("shop", [
        reactions("1", "ben", ["👍"]),
        reactions("1", "eve", ["🎉"], { second: 65 }),
        reactions("1", "eve", ["😀"], { second: 62 }),
        reactions("1", "ben", [], { second: 70 }),
      ]);
    await desk.ingest().receive("shop", [textEvent({ id: "1" })]);
    expect(JSON.parse((await message(desk)).reactions ?? "")).toMatchObject({
      ben: { emojis: [] },
      eve: { emojis: ["🎉"] },
    });
  });

  it("an edit: its words stay when the message comes", async () => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [deletion("2")]);
    await desk.ingest().receive("shop", [editEvent({ id: "1", text: "new" }, header.at)]);
    await desk.ingest().receive("shop", [textEvent({ id: "1", text: "old" })]);
    expect(await desk.shown()).toEqual(["new"]);
    await desk.ingest().receive("shop", [editEvent({ id: "2", text: "new" }, header.at)]);
    expect(await deletedIn(database())).toEqual(["2"]);
  });

  it("receipts and deletions of what another device wrote", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [receipt("phone-1", "read", "anna"), deletion("phone-1")]);
    await ingest.receive("shop", [ownMessage("phone-1", "From my phone", undefined, "anna")]);
    const row = await message(desk);
    expect([row.delivery_state, row.deleted_at]).toEqual(["read", header.at.getTime()]);
  });

  it("is told apart by channel, thread and message, byte for byte", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [deletion("a"), deletion("B", "ben"), deletion("C ")]);
    const texts = ["A", "B", "C", "a "].map((id) => textEvent({ id }));
    await ingest.receive("shop", texts);
    await ingest.receive("stall", [textEvent({ id: "a" })]);
    expect(await deletedIn(database())).toEqual([]);
    expect(await keptIn(database())).toBe(3);
  });

  it("is applied once, and what comes later is looked for no more", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [deletion("2"), textEvent({ id: "1" }), textEvent({ id: "2" })]);
    await withoutTable(database(), () => ingest.receive("shop", [textEvent({ id: "3" })]));
    expect(await desk.shown()).toHaveLength(3);
  });

  it("costs a message in a conversation without any nothing: it isn't looked for", async () => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [textEvent({ id: "1" })]);
    await withoutTable(database(), () => desk.ingest().receive("shop", [textEvent({ id: "2" })]));
    expect(await desk.shown()).toHaveLength(2);
  });

  it("is kept for a week and no longer, and its conversation forgets that there was any", async () => {
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [textEvent({ id: "1" }), deletion("2"), deletion("3")]);
    await forgetEarlyChanges(database(), new Date(desk.now.getTime() + 7 * day));
    expect(await keptIn(database())).toBe(2);
    await forgetEarlyChanges(database(), new Date(desk.now.getTime() + 7 * day + 1));
    expect(await keptIn(database())).toBe(0);
    await desk.ingest().receive("shop", [textEvent({ id: "2" })]);
    await withoutTable(database(), () => desk.ingest().receive("shop", [textEvent({ id: "4" })]));
    expect(await deletedIn(database())).toEqual([]);
  });

  it("fills nothing when a platform floods us with it: the newest of a channel are kept", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("stall", [deletion("1")]);
    const targets = Array.from({ length: 5_000 }, (_, index) => {
      return { conversationId: `thread ${index}`, messageId: "1" };
    });
    const level: DeliveryLevel = "read";
    await ingest.receive("shop", [
      { ...header, type: "receipt", dedupeKey: "flood", level, targets },
    ]);
    desk.now = secondsAfterNoon(1);
    await ingest.receive("shop", [deletion("1"), deletion("2")]);
    desk.now = secondsAfterNoon(2);
    await ingest.receive("shop", [deletion("3")]);
    expect(await keptIn(database(), "shop")).toBeLessThanOrEqual(5_000);
    expect(await keptIn(database(), "stall")).toBe(1);
    await ingest.receive(
      "shop",
      ["1", "2", "3"].map((id) => textEvent({ id })),
    );
    expect(await deletedIn(database())).toEqual(["1", "2", "3"]);
  });

  it("is not kept for what can't be a message's id", async () => {
    const desk = new InboundDesk(database());
    await desk
      .ingest()
      .receive("shop", [receipt("x".repeat(256), "read"), receipt("1", "read", "")]);
    expect(await keptIn(database())).toBe(0);
    expect(await desk.count("journal")).toBe(2);
  });
});

describeOnMysql("an early change and its message in two processes at the same moment", () => {
  const database = useDatabase("mysql");

  it("find each other, whichever is quicker, in new conversations and old ones", async () => {
    const other = Object.assign(openDatabase(database().url), { url: database().url });
    onTestFinished(() => other.close());
    const here = new InboundDesk(database()).ingest();
    const there = new InboundDesk(other).ingest();
    const threads = Array.from({ length: 40 }, (_, index) => `thread ${index}`);
    for (const round of ["1", "2", "3"]) {
      await Promise.all(
        threads.flatMap((from) => [
          here.receive("shop", [deletion(round, from)]),
          there.receive("shop", [textEvent({ id: round, from })]),
        ]),
      );
    }
    expect(await deletedIn(database())).toHaveLength(120);
    expect(await keptIn(database())).toBe(0);
  });
});

async function keptIn({ queries }: TestDatabase, channelId?: string): Promise<number> {
  const rows = await queries.selectFrom("early_changes").select("channel_id").execute();
  return rows.filter((row) => channelId === undefined || row.channel_id === channelId).length;
}

async function deletedIn({ queries }: TestDatabase): Promise<readonly (string | null)[]> {
  const rows = await queries
    .selectFrom("messages")
    .select("external_id")
    .where("deleted_at", "is not", null)
    .orderBy("external_id")
    .execute();
  return rows.map((row) => row.external_id);
}

/** Whoever looks into the table meanwhile fails. */
async function withoutTable({ queries }: TestDatabase, work: () => Promise<void>): Promise<void> {
  await queries.schema.alterTable("early_changes").renameTo("early_changes_away").execute();
  try {
    await work();
  } finally {
    await queries.schema.alterTable("early_changes_away").renameTo("early_changes").execute();
  }
}

/** A reply that is at the platform, and how it is answered. */
async function underWay(desk: DeliveryDesk) {
  let settle: (result: SendResult) => void = () => undefined;
  desk.platform.answer = async () => await new Promise((resolve) => (settle = resolve));
  const conversation = await desk.customerWrites("Hello?");
  const id = await desk.reply(conversation, "Hello");
  await until("an attempt", () => desk.platform.attempts.length === 1);
  return { id, conversation, answer: (result: SendResult) => settle(result) };
}
