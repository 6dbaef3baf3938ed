import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../src/adapter/index.ts";
import { ann, ben, type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { textMessage } from "./support/scripted-adapter.ts";

describe.each(databasesUnderTest())("a conversation on %s", (name) => {
  const database = useDatabase(name);

  it("is opened by the customer's first word, and there is one however much they write", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("1");
    expect(await desk.customerWrites("2")).toBe(id);
    expect(await desk.conversations.get(id)).toMatchObject({
      channelId: desk.channelId,
      kind: "direct",
      title: "王小明",
      status: "open",
      assigneeId: null,
      reachability: "open",
      labels: [],
      unreadCount: 2,
      preview: { direction: "inbound", kind: "text", text: "2" },
    });
  });

  it("is changed by agents, who are told who did it; what changes nothing tells nothing", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    const { version } = await desk.conversations.get(id);
    const change = { status: "pending", assigneeId: "ben", labels: [" b", "a", "b", ""] } as const;
    const changed = await desk.conversations.update(ann, id, change);
    expect(changed).toMatchObject({ status: "pending", assigneeId: "ben", labels: ["a", "b"] });
    expect(changed.version).toBe(version + 1);
    await desk.conversations.update(ann, id, change);
    await desk.conversations.update(ann, id, {});
    await desk.conversations.update(ben, id, { assigneeId: null, labels: [] });
    expect(await updates(desk)).toEqual([
      {
        status: "pending",
        from: "open",
        assigneeId: "ben",
        labels: ["a", "b"],
        by: "agent:ann",
      },
      { assigneeId: null, labels: [], by: "agent:ben" },
    ]);
    expect((await desk.conversations.get(id)).version).toBe(version + 2);
  });

  it("is given to nobody who isn't there, and changed only where it is", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    await expect(
      desk.conversations.update(ann, id, { status: "pending", assigneeId: "nobody" }),
    ).rejects.toThrow("no such agent");
    expect((await desk.conversations.get(id)).status).toBe("open");
    for (const act of [
      () => desk.conversations.get("nowhere"),
      () => desk.conversations.update(ann, "nowhere", {}),
      () => desk.conversations.markRead(ann, "nowhere"),
      () => desk.messages.list("nowhere", {}, 10),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: "not-found" });
    }
  });

  it("keeps both of two changes that come at once", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    await Promise.all([
      desk.conversations.update(ann, id, { labels: ["urgent"] }),
      desk.conversations.update(ben, id, { status: "pending" }),
      desk.customerWrites("Still there?"),
      desk.reply(id, "Yes"),
      desk.replies.note(ben, { conversationId: id, parts: [textPart("Mine")] }),
    ]);
    const conversation = await desk.conversations.get(id);
    expect(conversation.labels).toEqual(["urgent"]);
    expect(conversation.version).toBe(6);
    const { messages } = await desk.messages.list(id, {}, 10);
    expect(messages.map(({ direction }) => direction).toSorted()).toEqual([
      "activity",
      "activity",
      "inbound",
      "inbound",
      "note",
      "outbound",
    ]);
  });

  it("that was resolved is opened again by the customer, for whoever had it", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    await desk.conversations.update(ann, id, { status: "resolved", assigneeId: "ann" });
    expect(await desk.customerWrites("One more thing")).toBe(id);
    expect(await desk.conversations.get(id)).toMatchObject({ status: "open", assigneeId: "ann" });
    expect((await updates(desk)).at(-1)).toEqual({
      status: "open",
      from: "resolved",
      by: "customer",
    });
  });

  it("is neither opened again nor unread by its history", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Today");
    await desk.conversations.markRead(ann, id);
    await desk.conversations.update(ann, id, { status: "resolved" });
    await desk.hears(old("old-1", "customer"), old("old-2", "stranger"));
    expect(await desk.conversations.get(id)).toMatchObject({
      status: "resolved",
      unreadCount: 0,
      preview: { text: "Today" },
    });
    const { conversations } = await desk.conversations.list({}, { limit: 10 });
    expect(conversations.map(({ status, unreadCount }) => [status, unreadCount])).toEqual([
      ["resolved", 0],
      ["resolved", 0],
    ]);
    const { messages } = await desk.messages.list(id, {}, 10);
    const said = messages.filter(({ direction }) => direction === "inbound");
    expect(said.map(({ parts }) => parts)).toEqual([[textPart("Long ago")], [textPart("Today")]]);
  });

  it("is read once, and that makes nobody's reply stale", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("1");
    await desk.customerWrites("2");
    const { version } = await desk.conversations.get(id);
    expect(await desk.conversations.markRead(ann, id)).toMatchObject({ unreadCount: 0, version });
    await desk.conversations.markRead(ben, id);
    expect(await updates(desk)).toMatchObject([{ unreadCount: 0, by: "agent:ann" }]);
    expect((await desk.conversations.list({ unread: true }, { limit: 10 })).conversations).toEqual(
      [],
    );
  });

  it("is paged through in both directions without a gap", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    let id = "";
    const events = Array.from({ length: 53 }, (_, n) => textMessage(`m-${n}`, `${n}`));
    await desk.hears(...events);
    id = (await desk.conversations.list({}, { limit: 1 })).conversations[0]?.id ?? "";
    const texts: string[] = [];
    let page = await desk.messages.list(id, {}, 10);
    const { newer } = page;
    for (;;) {
      texts.unshift(...page.messages.map(textIn));
      if (page.older === undefined) break;
      page = await desk.messages.list(id, { before: page.older }, 10);
    }
    expect(texts).toEqual(events.map((_, n) => `${n}`));

    const forwards: string[] = page.messages.map(textIn);
    let at = page.newer;
    for (;;) {
      const next = await desk.messages.list(id, { after: at }, 10);
      if (next.messages.length === 0) break;
      forwards.push(...next.messages.map(textIn));
      at = next.newer;
    }
    expect(forwards).toEqual(texts);

    await desk.reply(id, "new");
    const fresh = await desk.messages.list(id, { after: newer }, 10);
    expect(fresh.messages.map(textIn)).toEqual(["new"]);
  });
});

/** What the stream was told of changes to conversations. */
async function updates({ database }: DeliveryDesk): Promise<readonly unknown[]> {
  const rows = await database.queries
    .selectFrom("events")
    .select("data")
    .where("type", "=", "conversation.updated")
    .orderBy("number")
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as unknown);
}

/** Something from before the channel was connected. */
function old(id: string, from: string): InboundEvent {
  const at = new Date("2020-02-02T02:02:02Z");
  return {
    type: "message",
    dedupeKey: id,
    at,
    origin: "history",
    message: {
      id,
      conversation: { id: from, kind: "direct" },
      author: { kind: "customer", contact: { id: from } },
      sentAt: at,
      parts: [{ type: "text", text: { text: "Long ago" } }],
    },
  };
}

function textIn({ parts: [part] }: { readonly parts: readonly unknown[] }): string {
  return (part as ReturnType<typeof textPart> & { readonly type: "text" }).text.text;
}
