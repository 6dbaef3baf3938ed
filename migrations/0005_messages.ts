import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** Everything said in a conversation, the platform's raw events, and the files. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "messages")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("direction", type.word, (c) => c.notNull())
    .addColumn("origin", type.word, (c) => c.notNull())
    .addColumn("external_id", type.key)
    .addColumn("dedupe_key", type.key)
    .addColumn("identity_id", type.id)
    .addColumn("agent_id", type.id)
    .addColumn("author_name", type.text, (c) => c.notNull())
    .addColumn("parts", type.text, (c) => c.notNull())
    .addColumn("sent_at", type.integer, (c) => c.notNull())
    .addColumn("ordered_at", type.integer, (c) => c.notNull())
    .addColumn("received_at", type.integer, (c) => c.notNull())
    .addColumn("edited_at", type.integer)
    .addColumn("deleted_at", type.integer)
    .addColumn("details", type.text)
    .addColumn("reactions", type.text)
    .addColumn("delivery_state", type.word)
    .addColumn("delivery_code", type.word)
    .addColumn("delivery_reason", type.text)
    .addUniqueConstraint("messages_external", ["conversation_id", "external_id"])
    .execute();
  await db.schema
    .createIndex("messages_order")
    .on("messages")
    .columns(["conversation_id", "ordered_at", "id"])
    .execute();

  // Further platform ids of one message: a long reply is several messages there.
  await (
    await createTable(db, "message_aliases")
  )
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("external_id", type.key, (c) => c.notNull())
    .addColumn("message_id", type.id, (c) => c.notNull())
    .addPrimaryKeyConstraint("message_aliases_pk", ["conversation_id", "external_id"])
    .execute();

  // The unique key is all that a look-up needs: an id of its own would cost every message an index entry.
  await (
    await createTable(db, "journal")
  )
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("dedupe_key", type.key, (c) => c.notNull())
    .addColumn("type", type.word, (c) => c.notNull())
    .addColumn("raw", type.text)
    .addColumn("received_at", type.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("journal_pk", ["channel_id", "dedupe_key"])
    .execute();

  await (
    await createTable(db, "quarantined_events")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("type", type.word, (c) => c.notNull())
    .addColumn("event", type.text, (c) => c.notNull())
    .addColumn("reason", type.text, (c) => c.notNull())
    .addColumn("received_at", type.integer, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("quarantined_events_channel")
    .on("quarantined_events")
    .columns(["channel_id", "id"])
    .execute();

  await (
    await createTable(db, "attachments")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("channel_id", type.id)
    .addColumn("conversation_id", type.id)
    .addColumn("message_id", type.id)
    .addColumn("agent_id", type.id)
    .addColumn("state", type.word, (c) => c.notNull())
    .addColumn("reason", type.text)
    .addColumn("kind", type.word, (c) => c.notNull())
    .addColumn("ref", type.text)
    .addColumn("mime_type", type.key)
    .addColumn("file_name", type.text)
    .addColumn("size", type.integer)
    .addColumn("width", type.integer)
    .addColumn("height", type.integer)
    .addColumn("duration_ms", type.integer)
    .addColumn("sha256", type.word)
    .addColumn("attempts", type.integer, (c) => c.notNull())
    .addColumn("due_at", type.integer, (c) => c.notNull())
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("attachments_due")
    .on("attachments")
    .columns(["state", "due_at", "channel_id"])
    .execute();
  await db.schema
    .createIndex("attachments_message")
    .on("attachments")
    .column("message_id")
    .execute();
}
