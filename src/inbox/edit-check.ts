import type { Capabilities } from "../adapter/index.ts";
import type { Queries } from "../db/database.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { attachmentsOf, uploadFacts } from "./attachment-store.ts";
import type { InboxActor } from "./author.ts";
import { checkCapabilities, type FileFacts } from "./capability-check.ts";
import { InboxError } from "./errors.ts";
import { attachmentIds, type StoredPart } from "./message-rows.ts";

/** @throws InboxError `conflict` when the platform has no such message, or has it no more. */
export function requireChangeable(message: MessagesTable): void {
  if (message.deleted_at !== null) throw new InboxError("conflict", "The message was deleted.");
  if (message.external_id === null) {
    throw new InboxError("conflict", "The message has not reached the platform.");
  }
}

/** @throws InboxError `invalid` when it isn't a message that we sent. */
export function requireOwn(message: MessagesTable): void {
  if (message.direction !== "outbound") {
    throw new InboxError("invalid", "Only messages that we sent can be changed.");
  }
}

/** @throws InboxError when the channel can't do this, or can't any more. */
export function requireWithin(
  message: MessagesTable,
  { support, windowMs }: Capabilities["edit"],
  now: number,
  what: "edited" | "deleted",
): void {
  if (support === "none") throw unsupported(`Messages can't be ${what} on this channel.`);
  if (windowMs !== undefined && now - message.sent_at > windowMs) {
    const minutes = Math.round(windowMs / 60_000);
    throw unsupported(`Messages can only be ${what} within ${minutes} minutes on this channel.`);
  }
}

/** What the message is to become must be as deliverable as a new one. Files may be its own, or new uploads. */
export async function checkEdit(
  db: Queries,
  actor: InboxActor,
  { message, parts }: { readonly message: MessagesTable; readonly parts: readonly StoredPart[] },
  can: Capabilities,
  now: number,
): Promise<void> {
  if (parts.length === 0) throw new InboxError("invalid", "parts: there is nothing to say.");
  const files = new Map<string, FileFacts>(
    await uploadFacts(db, attachmentIds(parts), actor.agentId),
  );
  for (const [id, row] of await attachmentsOf(db, [message.id])) {
    const mimeType = row.mime_type ?? "application/octet-stream";
    if (row.message_id === message.id) files.set(id, { mimeType, size: row.size ?? 0 });
  }
  checkCapabilities({ parts, isReply: false, lastCustomerMessageAt: now }, files, can, now);
}

export function unsupported(message: string): InboxError {
  return new InboxError("unsupported-by-channel", message);
}
