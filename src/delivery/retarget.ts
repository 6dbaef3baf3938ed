import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { moveThread } from "../inbox/apply-address-change.ts";
import { findConversation } from "../inbox/conversation-store.ts";
import type { SendJob } from "./jobs.ts";
import type { OutcomeContext } from "./outcome-context.ts";

/**
 * The refusal of a send says where its thread went: the conversation follows, and the message with it, once. Gives the
 * job for the thread's new place; undefined when it can't be sent after it.
 */
export async function retarget(
  { trx, record }: OutcomeContext,
  delivery: DeliveriesTable,
  threadId: string,
): Promise<SendJob | undefined> {
  const job = JSON.parse(delivery.request) as SendJob;
  const conversation = await findConversation(trx, delivery.conversation_id);
  if (delivery.kind !== "send" || job.retargeted === true || conversation === undefined) {
    return undefined;
  }
  const { channel_id: channelId, thread_id: previousId } = conversation;
  if (previousId !== threadId) await moveThread(trx, record, channelId, previousId, threadId);
  const { replyTo: _ofTheOldThread, ...rest } = job;
  return { ...rest, retargeted: true };
}
