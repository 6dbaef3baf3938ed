import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** What agents have begun to write; `id` is the Idempotency-Key that it will be sent with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));
  await (
    await createTable(db, "drafts")
  )
    .addColumn("agent_id", type.id, (c) => c.notNull())
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("mode", type.word, (c) => c.notNull())
    .addColumn("id", type.key, (c) => c.notNull())
    .addColumn("text", type.text, (c) => c.notNull())
    .addColumn("saved_at", type.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("drafts_pk", ["agent_id", "conversation_id", "mode"])
    .execute();
  // Two threads may turn out to be one: what was begun in the other goes along.
  await db.schema
    .createIndex("drafts_conversation")
    .on("drafts")
    .column("conversation_id")
    .execute();
}
