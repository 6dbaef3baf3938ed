import type { Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** Threads: one row per thread of a channel, for ever; resolving and reopening change its status. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));

  await (
    await createTable(db, "conversations")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("thread_id", type.key, (c) => c.notNull())
    .addColumn("topic_id", type.key, (c) => c.notNull().defaultTo(""))
    .addColumn("kind", type.word, (c) => c.notNull())
    .addColumn("title", type.text, (c) => c.notNull())
    .addColumn("contact_id", type.id)
    .addColumn("status", type.word, (c) => c.notNull())
    .addColumn("assignee_id", type.id)
    .addColumn("reachability", type.word, (c) => c.notNull())
    .addColumn("version", type.integer, (c) => c.notNull())
    .addColumn("unread_count", type.integer, (c) => c.notNull())
    .addColumn("is_unread", type.integer, (c) => c.notNull())
    .addColumn("last_activity_at", type.integer, (c) => c.notNull())
    .addColumn("last_ordered_at", type.integer, (c) => c.notNull())
    .addColumn("last_customer_message_at", type.integer)
    .addColumn("preview", type.text, (c) => c.notNull())
    .addColumn("reply_context", type.text)
    .addColumn("created_at", type.integer, (c) => c.notNull())
    .addUniqueConstraint("conversations_thread", ["channel_id", "thread_id", "topic_id"])
    .execute();

  // Each list of the inbox is read from one of these in its order, so that a page costs the same at any size.
  const order = ["last_activity_at", "id"] as const;
  const lists = {
    conversations_activity: order,
    conversations_status: ["status", ...order],
    conversations_assignee: ["assignee_id", "status", ...order],
    conversations_channel: ["channel_id", "status", ...order],
    conversations_unread: ["is_unread", "status", ...order],
  } as const;
  for (const [name, columns] of Object.entries(lists)) {
    await db.schema
      .createIndex(name)
      .on("conversations")
      .columns([...columns])
      .execute();
  }
  await db.schema
    .createIndex("conversations_contact")
    .on("conversations")
    .column("contact_id")
    .execute();

  await (
    await createTable(db, "conversation_aliases")
  )
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("thread_id", type.key, (c) => c.notNull())
    .addColumn("current_thread_id", type.key, (c) => c.notNull())
    .addPrimaryKeyConstraint("conversation_aliases_pk", ["channel_id", "thread_id"])
    .execute();

  await (
    await createTable(db, "conversation_labels")
  )
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("label", type.key, (c) => c.notNull())
    .addPrimaryKeyConstraint("conversation_labels_pk", ["conversation_id", "label"])
    .execute();
  await db.schema
    .createIndex("conversation_labels_label")
    .on("conversation_labels")
    .columns(["label", "conversation_id"])
    .execute();
}
