import type { Kysely } from "kysely";
import { sql } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** The numbered change log, and the counter that its numbers come from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "events")
  )
    .addColumn("number", type.integer, (c) => c.primaryKey())
    .addColumn("type", type.word, (c) => c.notNull())
    .addColumn("at", type.integer, (c) => c.notNull())
    .addColumn("channel_id", type.id)
    .addColumn("conversation_id", type.id)
    .addColumn("message_id", type.id)
    .addColumn("data", type.text, (c) => c.notNull())
    .execute();

  await (
    await createTable(db, "event_counter")
  )
    .addColumn("id", type.integer, (c) => c.primaryKey())
    .addColumn("last", type.integer, (c) => c.notNull())
    .execute();
  await sql`insert into event_counter (id, last) values (1, 0)`.execute(db);
}
