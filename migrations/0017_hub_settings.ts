import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** What the admins decided for the hub as a whole: one row, from the first decision on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));
  await (
    await createTable(db, "hub_settings")
  )
    .addColumn("id", type.word, (c) => c.primaryKey())
    .addColumn("name", type.text, (c) => c.notNull())
    .addColumn("time_zone", type.word, (c) => c.notNull())
    .addColumn("locale", type.word, (c) => c.notNull())
    .addColumn("hours", type.text, (c) => c.notNull())
    .addColumn("are_hours_set", type.integer, (c) => c.notNull())
    .addColumn("is_setup_closed", type.integer, (c) => c.notNull())
    .execute();
}
