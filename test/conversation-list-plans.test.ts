import { CompiledQuery, sql } from "kysely";
import { uuidv7 } from "uuidv7";
import { describe, expect, it } from "vitest";
import { insertRows } from "../src/db/insert-rows.ts";
import { conversationFilesQuery } from "../src/inbox/attachment-store.ts";
import type { ConversationsTable } from "../src/db/schema/conversations.ts";
import {
  type ConversationFilter,
  listQuery,
  statusesToRead,
} from "../src/inbox/conversation-list-store.ts";
import { messageListQuery } from "../src/inbox/message-list-store.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { InboundDesk, textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const statuses = ["open", "pending"] as const;
const filters: readonly ConversationFilter[] = [
  {},
  { statuses },
  { assigneeId: "agent-1" },
  { assigneeId: null, statuses },
  { channelId: "channel-1" },
  { unread: true },
  { unread: false, statuses },
  { assigneeId: "agent-1", unread: true },
  { channelId: "channel-1", unread: true, statuses },
  { priority: "normal", statuses },
  { channelId: "channel-1", assigneeId: null },
  { channelId: "channel-1", assigneeId: "agent-1", unread: true },
];

/** Few conversations have one. */
const ranked: readonly ConversationFilter[] = [
  { priority: "urgent" },
  { priority: "urgent", assigneeId: null },
];

const after = { lastActivityAt: 2_000, id: "m" };

describe.each(databasesUnderTest())(
  "a page of the inbox on %s is read in an index's order",
  (name) => {
    const database = useDatabase(name);

    it("whichever filter is chosen, on the first page and on later ones", async () => {
      await fill(database());
      const sorting: string[] = [];
      // MySQL's index on priorities has no times in it, or every message would move its conversation there.
      for (const filter of name === "sqlite" ? [...filters, ...ranked] : filters) {
        for (const status of statusesToRead(filter)) {
          for (const position of [undefined, after]) {
            const query = listQuery(database().queries, status, filter, position, 50).compile();
            const what = `${JSON.stringify(filter)}, ${status}, ${position ? "later" : "first"}`;
            if (await sorts(database(), query)) sorting.push(what);
          }
        }
      }
      expect(sorting).toEqual([]);
    });

    it("for those of a priority: by their priority, where few are sorted", async () => {
      await fill(database());
      const query = listQuery(database().queries, "open", { priority: "urgent" }, undefined, 50);
      const plans = await plan(database(), query.compile());
      expect(plans).toContain("conversations_priority");
    });

    it("for the conversations of one person: by their contacts, so that few are sorted", async () => {
      await fill(database());
      for (const status of ["open", undefined] as const) {
        for (const contactIds of [["contact-7"], ["contact-7", "contact-70", "contact-700"]]) {
          const filter = { contactIds };
          const query = listQuery(database().queries, status, filter, undefined, 50).compile();
          const found = await plan(database(), query);
          expect(found, `${contactIds.length} contacts`).toContain("conversations_contact");
        }
      }
    });

    it("for the files of a conversation, from its first page on", async () => {
      await fillFiles(database());
      const { queries } = database();
      const conversation = await queries
        .selectFrom("conversations")
        .select("id")
        .executeTakeFirstOrThrow();
      for (const before of [undefined, uuidv7()]) {
        const query = conversationFilesQuery(queries, conversation.id, before, 25).compile();
        expect(await sorts(database(), query)).toBe(false);
        expect(await plan(database(), query)).toContain("attachments_conversation");
      }
    });

    it("for messages alike, in both directions", async () => {
      const { queries } = database();
      const from = { orderedAt: 5, id: "m" };
      for (const place of [
        {},
        { before: from },
        { after: from },
        // From a time on.
        { after: { orderedAt: 5, id: "" } },
      ]) {
        const query = messageListQuery(queries, "conversation", place, 50).compile();
        expect(await sorts(database(), query)).toBe(false);
        expect(await plan(database(), query)).toContain("messages_order");
      }
    });
  },
);

/** What the database says of how it would run a query. */
async function plan({ queries, dialect }: TestDatabase, query: CompiledQuery): Promise<string> {
  const explain = dialect === "mysql" ? "explain" : "explain query plan";
  const { rows } = await queries.executeQuery(
    CompiledQuery.raw(`${explain} ${query.sql}`, [...query.parameters]),
  );
  return JSON.stringify(rows);
}

async function sorts(database: TestDatabase, query: CompiledQuery): Promise<boolean> {
  return /filesort|TEMP B-TREE/u.test(await plan(database, query));
}

/** Twenty conversations with a hundred files each. */
async function fillFiles(database: TestDatabase): Promise<void> {
  const desk = new InboundDesk(database);
  const files = Array.from({ length: 2_000 }, (_, n) => {
    const event = textEvent({ id: `m-${n}`, from: `customer-${n % 20}` });
    const media = { ref: n };
    const parts = [{ type: "media" as const, kind: "image" as const, media }];
    return { ...event, message: { ...event.message, parts } };
  });
  await desk.ingest().receive("shop", files);
  const isMysql = database.dialect === "mysql";
  const analyze = isMysql ? sql`analyze table attachments, messages` : sql`analyze`;
  await analyze.execute(database.queries);
}

async function fill(database: TestDatabase): Promise<void> {
  const spread = ["open", "open", "pending", "snoozed", "resolved"] as const;
  const rows = Array.from({ length: 4_000 }, (_, n): ConversationsTable => {
    const id = uuidv7();
    return {
      id,
      channel_id: `channel-${n % 3}`,
      thread_id: id,
      topic_id: "",
      kind: "direct",
      title: "",
      contact_id: `contact-${n % 1_500}`,
      status: spread[n % 5] ?? "open",
      assignee_id: n % 4 === 0 ? null : `agent-${n % 7}`,
      reachability: "open",
      version: 1,
      unread_count: 0,
      is_unread: n % 2 === 0 ? 1 : 0,
      last_activity_at: n,
      last_ordered_at: n,
      last_customer_message_at: null,
      preview: "{}",
      reply_context: null,
      created_at: 0,
      has_early_changes: 0,
      snoozed_until: null,
      priority: n % 10 === 0 ? "urgent" : null,
      waiting_since: null,
    };
  });
  await database.write((trx) => insertRows(trx, "conversations", rows));
  const analyze = database.dialect === "mysql" ? sql`analyze table conversations` : sql`analyze`;
  await analyze.execute(database.queries);
}
