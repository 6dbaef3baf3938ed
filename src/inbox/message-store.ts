import type { Updateable } from "kysely";
import { chunks } from "../db/chunks.ts";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import { insertRows } from "../db/insert-rows.ts";
import type { AttachmentsTable } from "../db/schema/attachments.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import type { MessagesTable } from "../db/schema/messages.ts";

/** Fails with a duplicate error when the conversation has a message with that platform id. */
export async function insertMessages(trx: Writes, rows: readonly MessagesTable[]): Promise<void> {
  await insertRows(trx, "messages", rows);
}

export async function insertAttachments(
  trx: Writes,
  rows: readonly AttachmentsTable[],
): Promise<void> {
  await insertRows(trx, "attachments", rows);
}

export async function findMessage(db: Queries, id: string): Promise<MessagesTable | undefined> {
  return await db.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The message that the platform calls `externalId`, by its first id or by that of a later piece. */
export async function findMessageByExternalId(
  db: Queries,
  conversationId: string,
  externalId: string,
): Promise<MessagesTable | undefined> {
  const byFirst = await db
    .selectFrom("messages")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .where("external_id", "=", externalId)
    .executeTakeFirst();
  if (byFirst !== undefined) return byFirst;
  return await db
    .selectFrom("message_aliases")
    .innerJoin("messages", "messages.id", "message_aliases.message_id")
    .selectAll("messages")
    .where("message_aliases.conversation_id", "=", conversationId)
    .where("message_aliases.external_id", "=", externalId)
    .executeTakeFirst();
}

/** Which of these (conversation, platform id) pairs are stored already; as `conversation\0id`. */
export async function storedExternalIds(
  trx: Writes,
  pairs: readonly { readonly conversationId: string; readonly externalId: string }[],
): Promise<ReadonlySet<string>> {
  const stored = new Set<string>();
  for (const chunk of chunks(pairs)) {
    const conversationIds = [...new Set(chunk.map(({ conversationId }) => conversationId))];
    const externalIds = chunk.map(({ externalId }) => externalId);
    for (const table of ["messages", "message_aliases"] as const) {
      const rows = await trx
        .selectFrom(table)
        .select(["conversation_id", "external_id"])
        .where("conversation_id", "in", conversationIds)
        .where("external_id", "in", externalIds)
        .execute();
      for (const row of rows) stored.add(`${row.conversation_id}\0${row.external_id}`);
    }
  }
  return stored;
}

export async function updateMessage(
  trx: Writes,
  id: string,
  change: Updateable<MessagesTable>,
): Promise<void> {
  await trx.updateTable("messages").set(change).where("id", "=", id).execute();
}

/** Further platform ids of a message. */
export async function insertMessageAliases(
  trx: Writes,
  conversationId: string,
  messageId: string,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  const insert = trx.insertInto("message_aliases").values(
    externalIds.map((externalId) => ({
      conversation_id: conversationId,
      external_id: externalId,
      message_id: messageId,
    })),
  );
  await (
    isMysql(trx)
      ? insert.onDuplicateKeyUpdate({ message_id: messageId })
      : insert.onConflict((oc) =>
          oc.columns(["conversation_id", "external_id"]).doUpdateSet({ message_id: messageId }),
        )
  ).execute();
}

/** Takes out the copy that an echo made of a message of ours before its answer came. */
export async function deleteMessage(trx: Writes, id: string): Promise<void> {
  // Its files go the way of uploads that nobody sent.
  await trx
    .updateTable("attachments")
    .set({ message_id: null, conversation_id: null, state: "failed", reason: null })
    .where("message_id", "=", id)
    .execute();
  await trx.deleteFrom("delivery_steps").where("message_id", "=", id).execute();
  await trx.deleteFrom("messages").where("id", "=", id).execute();
}

/** How far a message of ours is, on the message and on its delivery alike. */
export async function saveDeliveryState(
  trx: Writes,
  messageId: string,
  delivery: {
    readonly state: DeliveriesTable["state"];
    readonly code: string | null;
    readonly reason: string | null;
  },
  now: number,
): Promise<void> {
  await updateMessage(trx, messageId, {
    delivery_state: delivery.state,
    delivery_code: delivery.code,
    delivery_reason: delivery.reason,
  });
  await trx
    .updateTable("deliveries")
    .set({ ...delivery, updated_at: now })
    .where("message_id", "=", messageId)
    .where("kind", "=", "send")
    .execute();
}

/** All platform ids of a message, the first one first. */
export async function externalIdsOf(db: Queries, messageId: string): Promise<readonly string[]> {
  const message = await findMessage(db, messageId);
  if (message?.external_id == null) return [];
  const aliases = await db
    .selectFrom("message_aliases")
    .select("external_id")
    .where("conversation_id", "=", message.conversation_id)
    .where("message_id", "=", messageId)
    .execute();
  return [message.external_id, ...aliases.map(({ external_id: id }) => id)];
}

/** The newest messages of a conversation, newest first. */
export async function newestMessageIds(
  db: Queries,
  conversationId: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("messages")
    .select("id")
    .where("conversation_id", "=", conversationId)
    .where("direction", "<>", "activity")
    .orderBy("ordered_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** The customer's last message in a conversation. */
export async function newestCustomerMessage(
  db: Queries,
  conversationId: string,
): Promise<MessagesTable | undefined> {
  return await db
    .selectFrom("messages")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .where("direction", "=", "inbound")
    .orderBy("ordered_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}
