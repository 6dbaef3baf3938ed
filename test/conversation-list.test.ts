import { uuidv7 } from "uuidv7";
import { describe, expect, it } from "vitest";
import { insertRows } from "../src/db/insert-rows.ts";
import type { ConversationsTable } from "../src/db/schema/conversations.ts";
import { Conversations } from "../src/inbox/conversations.ts";
import type { ListPosition } from "../src/inbox/conversation-list-store.ts";
import { EventLog } from "../src/realtime/event-log.ts";
import { ann } from "./support/delivery-desk.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const statuses = ["open", "pending", "resolved"] as const;

describe.each(databasesUnderTest())("the inbox on %s", (name) => {
  const database = useDatabase(name);

  it("shows every conversation once, newest activity first, however many pages it takes", async () => {
    const conversations = inbox(database());
    // Many have the same time: the page's border must not fall between them.
    const rows = await fill(database(), 1000, (n) => ({ last_activity_at: Math.floor(n / 7) }));
    const read = await pages(conversations, {}, 33);
    expect(read).toEqual(byActivity(rows));
  });

  it("misses none that stayed and shows none twice while others move to the top and arrive", async () => {
    const conversations = inbox(database());
    const rows = await fill(database(), 1000, (n) => ({ last_activity_at: n }));
    const ids = byActivity(rows);
    const moved = new Set<string>();
    let round = 0;
    const read = await pages(conversations, {}, 40, async () => {
      round += 1;
      const mover = ids.at(-round * 20) ?? "";
      moved.add(mover);
      const { queries } = database();
      const change = { last_activity_at: 10_000 + round, status: "resolved" } as const;
      await queries.updateTable("conversations").set(change).where("id", "=", mover).execute();
      await fill(database(), 3, () => ({ last_activity_at: 20_000 + round }));
    });
    expect(new Set(read).size).toBe(read.length);
    expect(read.filter((id) => !moved.has(id))).toEqual(ids.filter((id) => !moved.has(id)));
  });

  it("merges several statuses into one list, in one order", async () => {
    const conversations = inbox(database());
    const rows = await fill(database(), 300, (n) => ({
      last_activity_at: Math.floor(n / 5),
      status: statuses[n % 3] ?? "open",
    }));
    const wanted = rows.filter(({ status }) => status !== "resolved");
    expect(await pages(conversations, { statuses: ["open", "pending", "open"] }, 7)).toEqual(
      byActivity(wanted),
    );
  });

  it.each([
    ["an agent", { assigneeId: "ann" }, (row: Row) => row.assignee_id === "ann"],
    ["nobody", { assigneeId: null }, (row: Row) => row.assignee_id === null],
    ["a channel", { channelId: "channel-1" }, (row: Row) => row.channel_id === "channel-1"],
    ["a contact", { contactId: "contact-3" }, (row: Row) => row.contact_id === "contact-3"],
    ["those unread", { unread: true }, (row: Row) => row.is_unread === 1],
    ["those read", { unread: false }, (row: Row) => row.is_unread === 0],
    ["a status", { statuses: ["pending"] as const }, (row: Row) => row.status === "pending"],
    [
      "all of these at once",
      { assigneeId: "ann", channelId: "channel-1", unread: true, statuses: ["open"] as const },
      (row: Row) =>
        row.assignee_id === "ann" &&
        row.channel_id === "channel-1" &&
        row.is_unread === 1 &&
        row.status === "open",
    ],
  ])("can be narrowed to %s", async (_, filter, holds) => {
    const conversations = inbox(database());
    const rows = await fill(database(), 240, (n) => ({
      status: statuses[n % 3] ?? "open",
      assignee_id: n % 2 === 0 ? "ann" : n % 5 === 0 ? "ben" : null,
      channel_id: `channel-${Math.floor(n / 4) % 3}`,
      contact_id: `contact-${n % 11}`,
      is_unread: n % 5 < 3 ? 1 : 0,
    }));
    const wanted = rows.filter(holds);
    expect(wanted.length).toBeGreaterThan(0);
    expect(await pages(conversations, filter, 9)).toEqual(byActivity(wanted));
  });

  it("can be narrowed to a label, byte by byte", async () => {
    const conversations = inbox(database());
    const rows = await fill(database(), 6, () => ({}));
    const labels = ["VIP", "vip", "VIP ", "Vìp", "😀", "😃"];
    for (const [index, { id }] of rows.entries()) {
      await conversations.update(ann, id, { labels: [labels[index] ?? "", "all"] });
    }
    expect(await pages(conversations, { label: "VIP" }, 4)).toEqual(
      byActivity([rows[0], rows[2]].flatMap((row) => row ?? [])),
    );
    expect(await pages(conversations, { label: "😃" }, 4)).toEqual([rows[5]?.id]);
    expect(await pages(conversations, { label: "all", statuses: ["open"] }, 4)).toHaveLength(6);
    const { conversations: shown } = await conversations.list({}, { limit: 1 });
    expect(shown[0]?.labels).toEqual(["all", "😃"]);
  });

  it("is empty when there is nothing", async () => {
    expect(await inbox(database()).list({ unread: true }, { limit: 10 })).toEqual({
      conversations: [],
      next: undefined,
    });
  });
});

type Row = ConversationsTable;

function inbox(database: TestDatabase): Conversations {
  return new Conversations({
    database,
    events: new EventLog(database),
    isAgent: () => Promise.resolve(true),
    clock: new ManualClock(),
  });
}

async function fill(
  database: TestDatabase,
  count: number,
  values: (n: number) => Partial<Row>,
): Promise<readonly Row[]> {
  const rows = Array.from({ length: count }, (_, n): Row => {
    const id = uuidv7();
    return {
      id,
      channel_id: "channel-0",
      thread_id: id,
      topic_id: "",
      kind: "direct",
      title: `Customer ${n}`,
      contact_id: null,
      status: "open",
      assignee_id: null,
      reachability: "open",
      version: 1,
      unread_count: 0,
      is_unread: 0,
      last_activity_at: 1_000 + n,
      last_ordered_at: 0,
      last_customer_message_at: null,
      preview: "{}",
      reply_context: null,
      created_at: 0,
      has_early_changes: 0,
      snoozed_until: null,
      priority: null,
      waiting_since: null,
      ...values(n),
    };
  });
  await database.write((trx) => insertRows(trx, "conversations", rows));
  return rows;
}

function byActivity(rows: readonly Row[]): readonly string[] {
  return rows
    .toSorted((a, b) => b.last_activity_at - a.last_activity_at || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

/** All ids, page by page. */
async function pages(
  conversations: Conversations,
  filter: Parameters<Conversations["list"]>[0],
  limit: number,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: ListPosition | undefined;
  do {
    const page = await conversations.list(filter, { after, limit });
    expect(page.conversations.length).toBeLessThanOrEqual(limit);
    ids.push(...page.conversations.map(({ id }) => id));
    after = page.next;
    if (after !== undefined) await between();
  } while (after !== undefined);
  return ids;
}
