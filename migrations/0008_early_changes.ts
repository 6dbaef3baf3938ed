import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** What a platform told of messages before the messages themselves: kept until they come. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "early_changes")
  )
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("thread_id", type.key, (c) => c.notNull())
    .addColumn("external_id", type.key, (c) => c.notNull())
    .addColumn("slot", type.word, (c) => c.notNull())
    .addColumn("precedence", type.integer, (c) => c.notNull())
    .addColumn("event", type.text, (c) => c.notNull())
    .addColumn("kept_at", type.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("early_changes_pk", ["channel_id", "thread_id", "external_id", "slot"])
    .execute();
  await db.schema
    .createIndex("early_changes_age")
    .on("early_changes")
    .columns(["channel_id", "kept_at"])
    .execute();

  // Whoever stores a message has its conversation's row in hand: that is where it learns of them, at no cost.
  await db.schema
    .alterTable("conversations")
    .addColumn("has_early_changes", type.integer, (c) => c.notNull().defaultTo(0))
    .execute();
}
