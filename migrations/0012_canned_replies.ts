import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** Replies kept ready. `owner_id` is empty for those of everybody; `texts` is JSON, a text by language. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));
  await (
    await createTable(db, "canned_replies")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("owner_id", type.id, (c) => c.notNull())
    .addColumn("short_code", type.key, (c) => c.notNull())
    .addColumn("title", type.text, (c) => c.notNull())
    .addColumn("texts", type.text, (c) => c.notNull())
    .addColumn("updated_at", type.integer, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("canned_replies_code")
    .unique()
    .on("canned_replies")
    .columns(["owner_id", "short_code"])
    .execute();
}
