import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** Connected accounts, what they keep, and who runs them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "channels")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("adapter", type.word, (c) => c.notNull())
    .addColumn("name", type.key, (c) => c.notNull())
    .addColumn("settings", type.text, (c) => c.notNull())
    .addColumn("sealed_settings", type.text, (c) => c.notNull())
    .addColumn("wanted", type.word, (c) => c.notNull())
    .addColumn("revision", type.integer, (c) => c.notNull().defaultTo(1))
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addColumn("deleted_at", type.integer)
    .addColumn("state", type.word, (c) => c.notNull())
    .addColumn("state_since", type.integer, (c) => c.notNull())
    .addColumn("error_code", type.word)
    .addColumn("error_message", type.text)
    .addColumn("error_action", type.word)
    .addColumn("self", type.text)
    .addColumn("last_inbound_at", type.integer)
    .addColumn("last_outbound_at", type.integer)
    .addColumn("lease_owner", type.key)
    .addColumn("lease_until", type.integer)
    .addColumn("lease_token", type.integer, (c) => c.notNull().defaultTo(0))
    .execute();

  await (
    await createTable(db, "channel_secrets")
  )
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("name", type.key, (c) => c.notNull())
    .addColumn("sealed", type.text, (c) => c.notNull())
    .addPrimaryKeyConstraint("channel_secrets_pk", ["channel_id", "name"])
    .execute();

  await (
    await createTable(db, "channel_cursors")
  )
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("name", type.key, (c) => c.notNull())
    .addColumn("value", type.text, (c) => c.notNull())
    .addColumn("stored_at", type.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("channel_cursors_pk", ["channel_id", "name"])
    .execute();
}
