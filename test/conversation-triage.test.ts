import { describe, expect, it } from "vitest";
import { ann, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const minute = 60_000;

describe.each(databasesUnderTest())("what comes first, on %s:", (name) => {
  const database = useDatabase(name);

  it("how long a customer waits: from their first word until somebody answers or resolves", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    const first = (await desk.conversations.get(id)).waitingSince;
    expect(first).not.toBeNull();
    await desk.clock.advance(minute);
    await desk.customerWrites("Anybody there?");
    await desk.replies.note(ann, { conversationId: id, parts: [textPart("Who takes this?")] });
    await desk.conversations.markRead(ann, id);
    expect((await desk.conversations.get(id)).waitingSince).toEqual(first);
    await desk.reply(id, "Yes!");
    expect((await desk.conversations.get(id)).waitingSince).toBeNull();
    await desk.customerWrites("Good.");
    expect((await desk.conversations.get(id)).waitingSince).not.toBeNull();
    await desk.conversations.update(ann, id, { status: "resolved" });
    expect((await desk.conversations.get(id)).waitingSince).toBeNull();
  });

  it("the priority that an agent gave, in the thread too, and findable by it", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Fire!", "first");
    const other = await desk.customerWrites("Hello", "second");
    expect(await desk.conversations.get(id)).toMatchObject({ priority: "normal" });
    const { version } = await desk.conversations.get(id);
    await desk.conversations.update(ann, id, { priority: "normal" });
    expect(await desk.conversations.get(id)).toMatchObject({ version });
    await desk.conversations.update(ann, id, { priority: "urgent" });
    const found = async (priority: "urgent" | "normal"): Promise<readonly string[]> =>
      (await desk.conversations.list({ priority }, { limit: 10 })).conversations.map(
        (one) => one.id,
      );
    expect(await found("urgent")).toEqual([id]);
    expect(await found("normal")).toEqual([other]);
    const { messages } = await desk.messages.list(id, {}, 10);
    expect(messages.at(-1)?.activity).toEqual({ priority: "urgent" });
    await desk.customerWrites("Still burning", "first");
    expect(await desk.conversations.get(id)).toMatchObject({ priority: "urgent" });
    await desk.conversations.update(ann, id, { priority: "normal" });
    expect(await found("urgent")).toEqual([]);
  });

  it("what was marked unread, until somebody reads it, and no reply becomes stale by it", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    await desk.conversations.markRead(ann, id);
    const { version } = await desk.conversations.get(id);
    expect(await desk.conversations.markUnread(ann, id)).toMatchObject({ unreadCount: 1, version });
    expect(await desk.conversations.markUnread(ann, id)).toMatchObject({ unreadCount: 1, version });
    const list = await desk.conversations.list({ unread: true }, { limit: 10 });
    expect(list.conversations).toHaveLength(1);
    expect(await desk.conversations.markRead(ann, id)).toMatchObject({ unreadCount: 0 });
    await expect(desk.conversations.markUnread(ann, "nowhere")).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("and not what a reply resolved or put off, in one step with it", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Thanks!");
    const again = { afterwards: { status: "resolved" }, idempotencyKey: "once" } as const;
    const message = await desk.reply(id, "Bye!", again);
    expect(await desk.reply(id, "Bye!", again)).toBe(message);
    expect(await desk.conversations.get(id)).toMatchObject({ status: "resolved", unreadCount: 0 });
    const { messages } = await desk.messages.list(id, {}, 10);
    expect(messages.map(({ direction }) => direction)).toEqual(["inbound", "outbound", "activity"]);

    const snoozedUntil = new Date(desk.clock.now().getTime() - 1);
    const afterwards = { status: "snoozed", snoozedUntil } as const;
    await expect(desk.reply(id, "Later", { afterwards })).rejects.toMatchObject({
      code: "invalid",
    });
    expect((await desk.messages.list(id, {}, 10)).messages).toHaveLength(3);
    await desk.reply(id, "Tell me", { afterwards: { status: "snoozed" } });
    expect(await desk.conversations.get(id)).toMatchObject({
      status: "snoozed",
      snoozedUntil: null,
    });
    await desk.customerWrites("It works");
    expect(await desk.conversations.get(id)).toMatchObject({ status: "open" });
  });
});
