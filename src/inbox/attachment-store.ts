import type { Queries, Writes } from "../db/database.ts";
import type { AttachmentsTable } from "../db/schema/attachments.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { InboxError } from "./errors.ts";

/** The platform references of a message's files, by attachment id. */
export async function attachmentRefs(
  db: Queries,
  messageId: string,
): Promise<ReadonlyMap<string, string | null>> {
  const rows = await db
    .selectFrom("attachments")
    .select(["id", "ref"])
    .where("message_id", "=", messageId)
    .execute();
  return new Map(rows.map(({ id, ref }) => [id, ref]));
}

/** Files that are another message's from now on, whose parts name them. */
export async function moveAttachments(trx: Writes, from: string, to: string): Promise<void> {
  await trx
    .updateTable("attachments")
    .set({ message_id: to })
    .where("message_id", "=", from)
    .execute();
}

/** Files of these messages, by id. */
export async function attachmentsOf(
  db: Queries,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, AttachmentsTable>> {
  if (messageIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("attachments")
    .selectAll()
    .where("message_id", "in", [...messageIds])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Files of a conversation, the last that came first; without stickers, and without what was taken back. */
export function conversationFilesQuery(
  db: Queries,
  conversationId: string,
  before: string | undefined,
  limit: number,
) {
  let query = db
    .selectFrom("attachments")
    .innerJoin("messages", "messages.id", "attachments.message_id")
    .selectAll("attachments")
    .select(["messages.id as message", "messages.parts", "messages.sent_at"])
    .where("attachments.conversation_id", "=", conversationId)
    .where("attachments.kind", "<>", "sticker")
    .where("messages.deleted_at", "is", null);
  if (before !== undefined) query = query.where("attachments.id", "<", before);
  return query.orderBy("attachments.id", "desc").limit(limit);
}

/** Uploads that are this agent's and not part of a message yet. */
export async function uploadFacts(
  db: Queries,
  ids: readonly string[],
  agentId: string | null,
): Promise<ReadonlyMap<string, { readonly mimeType: string; readonly size: number }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("attachments")
    .select(["id", "mime_type", "size"])
    .where("id", "in", [...ids])
    .where("message_id", "is", null)
    .where("state", "=", "ready")
    .where("agent_id", agentId === null ? "is" : "=", agentId)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      { mimeType: row.mime_type ?? "application/octet-stream", size: row.size ?? 0 },
    ]),
  );
}

/** Makes uploads part of a message. @throws InboxError when one isn't the agent's, or is part of another already. */
export async function claimUploads(
  trx: Writes,
  ids: readonly string[],
  agentId: string | null,
  message: Pick<MessagesTable, "id" | "conversation_id" | "channel_id">,
): Promise<void> {
  const wanted = new Set(ids);
  if (wanted.size === 0) return;
  const { numUpdatedRows } = await trx
    .updateTable("attachments")
    .set({
      message_id: message.id,
      conversation_id: message.conversation_id,
      channel_id: message.channel_id,
    })
    .where("id", "in", [...wanted])
    .where("message_id", "is", null)
    .where("state", "=", "ready")
    .where("agent_id", agentId === null ? "is" : "=", agentId)
    .executeTakeFirst();
  if (Number(numUpdatedRows) === wanted.size) return;
  throw new InboxError("invalid", "parts: no such attachment of yours, or it is in use already.");
}
