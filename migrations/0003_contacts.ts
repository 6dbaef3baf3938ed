import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** People who write to us, and the addresses they write from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "contacts")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("name", type.text, (c) => c.notNull())
    .addColumn("locale", type.word)
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addColumn("updated_at", type.integer, (c) => c.notNull())
    .execute();

  await (
    await createTable(db, "identities")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("external_id", type.key, (c) => c.notNull())
    .addColumn("contact_id", type.id, (c) => c.notNull())
    .addColumn("name", type.text, (c) => c.notNull())
    .addColumn("is_bot", type.integer, (c) => c.notNull())
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addUniqueConstraint("identities_address", ["channel_id", "external_id"])
    .execute();
  await db.schema.createIndex("identities_contact").on("identities").column("contact_id").execute();

  await (
    await createTable(db, "identity_aliases")
  )
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("alias", type.key, (c) => c.notNull())
    .addColumn("identity_id", type.id, (c) => c.notNull())
    .addPrimaryKeyConstraint("identity_aliases_pk", ["channel_id", "alias"])
    .execute();
  await db.schema
    .createIndex("identity_aliases_identity")
    .on("identity_aliases")
    .column("identity_id")
    .execute();
}
