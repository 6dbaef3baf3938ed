import type { MessagesTable } from "../db/schema/messages.ts";
import { moveAttachments } from "../inbox/attachment-store.ts";
import { deleteMessage, findMessageByExternalId } from "../inbox/message-store.ts";
import type { OutcomeContext } from "./outcome-context.ts";
import { type DeliveryState, rises } from "./states.ts";

interface TakenIn {
  /** The platform ids that are the reply's. */
  readonly ids: readonly string[];
  /** How far its echo was seen to come. */
  readonly seen: DeliveryState | undefined;
  /** Changes of the echo, which are the reply's. */
  readonly happened: Partial<
    Pick<MessagesTable, "parts" | "edited_at" | "deleted_at" | "reactions">
  >;
}

/**
 * An echo that overtook the answer to its send was taken for a message from another device: now it is known to be the
 * reply itself, and its copy goes.
 */
export async function takeInEchoes(
  { trx, record }: OutcomeContext,
  message: MessagesTable,
  platformIds: readonly string[],
): Promise<TakenIn> {
  const ids: string[] = [];
  let seen: DeliveryState | undefined;
  let happened: TakenIn["happened"] = {};
  for (const id of platformIds) {
    const other = await findMessageByExternalId(trx, message.conversation_id, id);
    if (other !== undefined && other.id !== message.id) {
      // An id that is another message's already can't be this one's: the adapter is wrong, and history stays.
      if (!isEcho(other)) continue;
      const state = other.delivery_state as DeliveryState;
      if (seen === undefined || rises(seen, state)) seen = state;
      happened = { ...happened, ...whatHappenedTo(other) };
      // Its parts are the reply's then, and name its files.
      if (other.edited_at !== null) await moveAttachments(trx, other.id, message.id);
      await deleteMessage(trx, other.id);
      record({
        type: "message.updated",
        channelId: other.channel_id,
        conversationId: other.conversation_id,
        messageId: other.id,
        data: { change: "replaced", by: "system", messageId: message.id },
      });
    }
    ids.push(id);
  }
  return { ids, seen, happened };
}

/** What an echo was stored with only because it was changed after it was sent. */
function whatHappenedTo({
  parts,
  edited_at,
  deleted_at,
  reactions,
}: MessagesTable): TakenIn["happened"] {
  return {
    ...(edited_at !== null && { parts, edited_at }),
    ...(deleted_at !== null && { deleted_at }),
    ...(reactions !== null && { reactions }),
  };
}

/** Ours, and known from the platform alone. */
function isEcho(message: MessagesTable): boolean {
  return (
    message.direction === "outbound" &&
    message.dedupe_key !== null &&
    message.agent_id === null &&
    message.delivery_state !== null
  );
}
