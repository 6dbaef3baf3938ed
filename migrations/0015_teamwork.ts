import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** What agents who share an inbox need: who is where, views with a name, and changes to many conversations at once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  // A row for each window with a conversation in it, renewed while it is open: few, and none of them old.
  await (
    await createTable(db, "presence")
  )
    .addColumn("agent_id", type.id, (c) => c.notNull())
    .addColumn("window_id", type.word, (c) => c.notNull())
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("doing", type.word, (c) => c.notNull())
    .addColumn("expires_at", type.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("presence_pk", ["agent_id", "window_id"])
    .execute();

  await (
    await createTable(db, "saved_views")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("owner_id", type.id, (c) => c.notNull())
    .addColumn("is_shared", type.integer, (c) => c.notNull())
    .addColumn("name", type.text, (c) => c.notNull())
    .addColumn("filter", type.text, (c) => c.notNull())
    .addColumn("position", type.integer, (c) => c.notNull())
    .execute();

  await (
    await createTable(db, "bulk_changes")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("actor_key", type.key, (c) => c.notNull())
    .addColumn("agent_id", type.id)
    .addColumn("actor_name", type.text, (c) => c.notNull())
    .addColumn("wanted", type.text, (c) => c.notNull())
    .addColumn("undoes", type.id)
    .addColumn("state", type.word, (c) => c.notNull())
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addColumn("touched_at", type.integer, (c) => c.notNull())
    .addColumn("finished_at", type.integer)
    .execute();
  await db.schema
    .createIndex("bulk_changes_state")
    .on("bulk_changes")
    .columns(["state", "touched_at"])
    .execute();
  await (
    await createTable(db, "bulk_items")
  )
    .addColumn("bulk_id", type.id, (c) => c.notNull())
    .addColumn("position", type.integer, (c) => c.notNull())
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("state", type.word, (c) => c.notNull())
    .addColumn("code", type.word)
    .addColumn("was", type.text)
    .addColumn("version", type.integer)
    .addPrimaryKeyConstraint("bulk_items_pk", ["bulk_id", "position"])
    .execute();
}
