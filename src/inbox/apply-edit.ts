import { applyOwnMessage } from "./apply-own-message.ts";
import { attachmentRefs } from "./attachment-store.ts";
import type { Incoming } from "./incoming.ts";
import { partsToStore, type StoredPart, storedParts } from "./message-rows.ts";
import { insertAttachments, updateMessage } from "./message-store.ts";
import { type EventOf, lookForTarget, noteMessageChange } from "./message-target.ts";
import { previewOf } from "./preview.ts";
import type { BatchContext } from "./batch-context.ts";
import { storeMessages } from "./store-messages.ts";

/** An edit carries the whole message. An older one than stored, or one that changes nothing to see, is no change. */
export async function applyEdit(
  context: BatchContext,
  incoming: Incoming<EventOf<"message-edited">>,
): Promise<void> {
  const { channelId, event } = incoming;
  const { message } = event;
  const { message: row } = await lookForTarget(context, channelId, {
    conversationId: message.conversation.id,
    messageId: message.id,
  });
  if (row === undefined) {
    // It was sent before we were connected: this is all there will be of it.
    const asNew = { ...incoming, event: { ...event, type: "message" as const } };
    if (message.author.kind !== "customer") await applyOwnMessage(context, asNew);
    else await storeMessages({ ...context, careful: true }, [asNew]);
    // An edit from before this one may still be on its way.
    await updateMessage(context.trx, incoming.arrivalId, { edited_at: event.at.getTime() });
    return;
  }
  const at = event.at.getTime();
  if (row.deleted_at !== null || (row.edited_at !== null && row.edited_at > at)) return;

  const stored = partsToStore(message.parts, {
    channelId,
    conversationId: row.conversation_id,
    messageId: row.id,
    now: context.now,
  });
  const refs = await attachmentRefs(context.trx, row.id);
  const newRefs = new Map(stored.attachments.map(({ id, ref }) => [id, ref]));
  // A file that is the same as before keeps its bytes: only the words around it changed.
  const parts = keepFiles(
    stored.parts,
    storedParts(row),
    (before, after) => refs.get(before) === newRefs.get(after),
  );
  const json = JSON.stringify(parts);
  if (json === row.parts) return;
  const newFiles = stored.attachments.filter(({ id }) => json.includes(id));
  await insertAttachments(context.trx, newFiles);
  await updateMessage(context.trx, row.id, { parts: json, edited_at: at });
  await noteMessageChange(context, row, {
    change: "edited",
    by: message.author.kind,
    preview: previewOf(row.direction, parts),
    files: newFiles.length,
  });
}

function keepFiles(
  parts: readonly StoredPart[],
  before: readonly StoredPart[],
  same: (before: string, after: string) => boolean,
): readonly StoredPart[] {
  return parts.map((part, index) => {
    const old = before[index];
    return part.type === "media" &&
      old?.type === "media" &&
      same(old.media.attachmentId, part.media.attachmentId)
      ? { ...part, media: old.media }
      : part;
  });
}
