import type { Kysely } from "kysely";
import { columnTypes, dialectOf } from "./column-types.ts";

/** What tells which conversation comes first. Null is the normal priority: most have it, and need no index. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const dialect = await dialectOf(db);
  const type = columnTypes(dialect);
  await db.schema.alterTable("conversations").addColumn("priority", type.word).execute();
  await db.schema.alterTable("conversations").addColumn("waiting_since", type.integer).execute();
  const index = db.schema
    .createIndex("conversations_priority")
    .on("conversations")
    .columns(["priority", "status", "last_activity_at", "id"]);
  // Where an index may leave rows out, those of normal priority cost nothing.
  await (dialect === "sqlite" ? index.where("priority", "is not", null) : index).execute();
}
