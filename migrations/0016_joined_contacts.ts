import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/**
 * Contacts that turned out to be one person, what colleagues note about people, and what became of each delivery, step by
 * step. Nothing of this is written for a message on its way in.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "joined_contacts")
  )
    .addColumn("contact_id", type.id, (c) => c.primaryKey())
    .addColumn("person_id", type.id, (c) => c.notNull())
    .addColumn("joined_at", type.integer, (c) => c.notNull())
    .addColumn("joined_by", type.key, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("joined_contacts_person")
    .on("joined_contacts")
    .column("person_id")
    .execute();

  await (
    await createTable(db, "contact_notes")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("contact_id", type.id, (c) => c.notNull())
    .addColumn("author", type.key, (c) => c.notNull())
    .addColumn("author_name", type.text, (c) => c.notNull())
    .addColumn("text", type.text, (c) => c.notNull())
    .addColumn("written_at", type.integer, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("contact_notes_contact")
    .on("contact_notes")
    .columns(["contact_id", "id"])
    .execute();

  await (
    await createTable(db, "delivery_steps")
  )
    .addColumn("message_id", type.id, (c) => c.notNull())
    .addColumn("id", type.id, (c) => c.notNull())
    .addColumn("kind", type.word, (c) => c.notNull())
    .addColumn("state", type.word, (c) => c.notNull())
    .addColumn("code", type.word)
    .addColumn("reason", type.text)
    .addColumn("attempt", type.integer, (c) => c.notNull())
    .addColumn("at", type.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("delivery_steps_pk", ["message_id", "id"])
    .execute();

  // The files of a conversation, for its gallery.
  await db.schema
    .createIndex("attachments_conversation")
    .on("attachments")
    .columns(["conversation_id", "id"])
    .execute();
}
