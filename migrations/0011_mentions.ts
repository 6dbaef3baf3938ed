import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** Which notes name which agents: one row for each agent of a note. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));
  await (
    await createTable(db, "mentions")
  )
    .addColumn("agent_id", type.id, (c) => c.notNull())
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("message_id", type.id, (c) => c.notNull())
    .addPrimaryKeyConstraint("mentions_pk", ["agent_id", "conversation_id", "message_id"])
    .execute();
  // Conversations that become one take theirs along.
  await db.schema
    .createIndex("mentions_conversation")
    .on("mentions")
    .column("conversation_id")
    .execute();
}
