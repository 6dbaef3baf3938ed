import { describe, expect, it } from "vitest";
import type { Updateable } from "kysely";
import type { ConversationsTable } from "../src/db/schema/conversations.ts";
import { useDatabase } from "./support/database.ts";
import { InboundDesk, textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("a conversation that a hub knows well, on %s", (name) => {
  const database = useDatabase(name);

  async function conversation(): Promise<ConversationsTable> {
    return await database()
      .queries.selectFrom("conversations")
      .selectAll()
      .executeTakeFirstOrThrow();
  }

  /** As another process does, of which this one hears nothing. */
  async function elsewhere(change: Updateable<ConversationsTable>): Promise<void> {
    await database().queries.updateTable("conversations").set(change).execute();
  }

  it("is reopened by its customer after another process resolved it", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    await ingest.receive("shop", [textEvent({ id: "2" })]);
    const { version } = await conversation();
    await elsewhere({ status: "resolved", version: version + 1, assignee_id: "ann" });
    await ingest.receive("shop", [textEvent({ id: "3" })]);

    expect(await conversation()).toMatchObject({
      status: "open",
      assignee_id: "ann",
      version: version + 2,
      unread_count: 3,
    });
    const { data } = await database()
      .queries.selectFrom("events")
      .select("data")
      .where("type", "=", "conversation.updated")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(data)).toEqual({ status: "open", from: "resolved", by: "customer" });
  });

  it("counts as unread only what came after another process read it", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await ingest.receive("shop", [textEvent({ id: "1" })]);
    await ingest.receive("shop", [textEvent({ id: "2" })]);
    await elsewhere({ unread_count: 0, is_unread: 0 });
    await ingest.receive("shop", [textEvent({ id: "3" })]);
    expect(await conversation()).toMatchObject({ unread_count: 1, is_unread: 1 });
  });

  it("takes what comes for many at once, also when one of them changed elsewhere", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const people = Array.from({ length: 20 }, (_, index) => `customer ${index}`);
    const write = async (id: string): Promise<void> => {
      await Promise.all(
        people.map((from) => ingest.receive("shop", [textEvent({ id: `${id} ${from}`, from })])),
      );
    };
    await write("1");
    await write("2");
    await database()
      .queries.updateTable("conversations")
      .set({ status: "pending", version: 77 })
      .where("thread_id", "=", "customer 7")
      .execute();
    await write("3");
    const rows = await database()
      .queries.selectFrom("conversations")
      .select(["thread_id", "version", "unread_count", "status"])
      .execute();
    expect(rows).toHaveLength(20);
    for (const row of rows) {
      expect(row).toMatchObject({
        version: row.thread_id === "customer 7" ? 78 : 3,
        unread_count: 3,
        status: "open",
      });
    }
    expect(await desk.count("messages")).toBe(60);
  });
});
