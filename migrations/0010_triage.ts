import type { Kysely } from "kysely";
import { columnTypes, dialectOf } from "./column-types.ts";

/** What tells which conversation comes first. Null is the normal priority: most have it, and need no index. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const dialect = await dialectOf(db);
  const type = columnTypes(dialect);
  await db.schema.alterTable("conversations").addColumn("priority", type.word).execute();
  await db.schema.alterTable("conversations").addColumn("waiting_since", type.integer).execute();
  const index = db.schema.createIndex("conversations_priority").on("conversations");
  // Where an index may leave rows out, those of normal priority cost nothing. Where it may not, each message of each
  // conversation would move its row in an index that has the time of the last one.
  await (
    dialect === "sqlite"
      ? index
          .columns(["priority", "status", "last_activity_at", "id"])
          .where("priority", "is not", null)
      : index.columns(["priority", "status"])
  ).execute();
}
