import type { Kysely } from "kysely";
import { columnTypes, dialectOf } from "./column-types.ts";

/** When a snoozed conversation comes back by itself; whoever wakes them reads the index from its start. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));
  await db.schema.alterTable("conversations").addColumn("snoozed_until", type.integer).execute();
  await db.schema
    .createIndex("conversations_snoozed")
    .on("conversations")
    .columns(["snoozed_until", "id"])
    .execute();
}
