import type { MessagesTable } from "../db/schema/messages.ts";
import { deleteMessage, findMessageByExternalId } from "../inbox/message-store.ts";
import type { OutcomeContext } from "./outcome-context.ts";
import { type DeliveryState, rises } from "./states.ts";

/**
 * An echo that overtook the answer to its send was taken for a message from another device: now it is known to be the
 * reply itself, and its copy goes. Gives the platform ids that are the reply's, and how far its echo was seen to come.
 */
export async function takeInEchoes(
  { trx, record }: OutcomeContext,
  message: MessagesTable,
  platformIds: readonly string[],
): Promise<{ readonly ids: readonly string[]; readonly seen: DeliveryState | undefined }> {
  const ids: string[] = [];
  let seen: DeliveryState | undefined;
  for (const id of platformIds) {
    const other = await findMessageByExternalId(trx, message.conversation_id, id);
    if (other !== undefined && other.id !== message.id) {
      // An id that is another message's already can't be this one's: the adapter is wrong, and history stays.
      if (!isEcho(other)) continue;
      const state = other.delivery_state as DeliveryState;
      if (seen === undefined || rises(seen, state)) seen = state;
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
  return { ids, seen };
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
