import { applyContactChanged, applyConversationChanged } from "./apply-address-change.ts";
import { applyEdit } from "./apply-edit.ts";
import { applyOwnMessage } from "./apply-own-message.ts";
import { applyReceipt } from "./apply-receipt.ts";
import type { Incoming } from "./incoming.ts";
import { applyDeletion, applyReactions } from "./apply-to-message.ts";
import type { BatchContext } from "./batch-context.ts";

/** Applies one event that isn't a customer's new message. */
export async function applyChange(context: BatchContext, incoming: Incoming): Promise<void> {
  const { channelId, event } = incoming;
  switch (event.type) {
    case "message":
      return await applyOwnMessage(context, { ...incoming, event });
    case "message-edited":
      return await applyEdit(context, { ...incoming, event });
    case "message-deleted":
      return await applyDeletion(context, channelId, event);
    case "reactions":
      return await applyReactions(context, channelId, event);
    case "receipt":
      return await applyReceipt(context, channelId, event);
    case "contact-changed":
      return await applyContactChanged(context, channelId, event);
    case "conversation-changed":
      return await applyConversationChanged(context, channelId, event);
    case "typing":
      // For those who look right now; the channel passes it on without storing it.
      return;
  }
}
