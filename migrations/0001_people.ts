import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** Who signs in: agents, their sessions, API keys, the one-time set-up link; and what admins did. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "agents")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("email", type.key, (c) => c.notNull().unique())
    .addColumn("name", type.key, (c) => c.notNull())
    .addColumn("role", type.word, (c) => c.notNull())
    .addColumn("locale", type.word, (c) => c.notNull())
    .addColumn("password_hash", type.key, (c) => c.notNull())
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addColumn("removed_at", type.integer)
    .execute();

  await (
    await createTable(db, "sessions")
  )
    .addColumn("token_hash", type.key, (c) => c.primaryKey())
    .addColumn("agent_id", type.id, (c) => c.notNull())
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addColumn("last_seen_at", type.integer, (c) => c.notNull())
    .addColumn("expires_at", type.integer, (c) => c.notNull())
    .execute();
  await db.schema.createIndex("sessions_agent").on("sessions").column("agent_id").execute();

  await (
    await createTable(db, "api_keys")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("name", type.key, (c) => c.notNull())
    .addColumn("prefix", type.word, (c) => c.notNull())
    .addColumn("secret_hash", type.key, (c) => c.notNull().unique())
    .addColumn("scopes", type.text, (c) => c.notNull())
    .addColumn("created_by", type.id, (c) => c.notNull())
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addColumn("last_used_at", type.integer)
    .addColumn("expires_at", type.integer)
    .addColumn("revoked_at", type.integer)
    .execute();

  await (
    await createTable(db, "setup_tokens")
  )
    .addColumn("token_hash", type.key, (c) => c.primaryKey())
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .execute();

  await (
    await createTable(db, "audit_entries")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("at", type.integer, (c) => c.notNull())
    .addColumn("actor", type.key, (c) => c.notNull())
    .addColumn("act", type.word, (c) => c.notNull())
    .addColumn("target", type.key, (c) => c.notNull())
    .addColumn("details", type.text, (c) => c.notNull())
    .execute();
}
