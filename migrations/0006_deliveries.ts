import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** What is still to be done at the platform, and the answers already given to repeated requests. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "deliveries")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("message_id", type.id, (c) => c.notNull())
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("kind", type.word, (c) => c.notNull())
    .addColumn("request", type.text, (c) => c.notNull())
    .addColumn("requested_by", type.key, (c) => c.notNull())
    .addColumn("state", type.word, (c) => c.notNull())
    .addColumn("code", type.word)
    .addColumn("reason", type.text)
    .addColumn("lane_order", type.integer, (c) => c.notNull())
    .addColumn("attempts", type.integer, (c) => c.notNull())
    .addColumn("due_at", type.integer, (c) => c.notNull())
    .addColumn("lease_token", type.integer)
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addColumn("updated_at", type.integer, (c) => c.notNull())
    .execute();
  const indexes = {
    deliveries_due: ["channel_id", "state", "due_at"],
    deliveries_lane: ["conversation_id", "state", "lane_order"],
    deliveries_message: ["message_id"],
  } as const;
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema
      .createIndex(name)
      .on("deliveries")
      .columns([...columns])
      .execute();
  }

  await (
    await createTable(db, "idempotency_keys")
  )
    .addColumn("actor", type.key, (c) => c.notNull())
    .addColumn("key", type.key, (c) => c.notNull())
    .addColumn("request_hash", type.word, (c) => c.notNull())
    .addColumn("response", type.text, (c) => c.notNull())
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("idempotency_keys_pk", ["actor", "key"])
    .execute();
  await db.schema
    .createIndex("idempotency_keys_age")
    .on("idempotency_keys")
    .column("created_at")
    .execute();
}
