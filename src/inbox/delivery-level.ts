import { insertStep } from "../delivery/delivery-step-store.ts";
import type { DeliveryState } from "../delivery/states.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { saveDeliveryState } from "./message-store.ts";
import type { ChangeContext } from "./batch-context.ts";

/** Notes on message and delivery what the platform says, and tells the stream. */
export async function raiseDelivery(
  { trx, record, now }: ChangeContext,
  message: MessagesTable,
  state: DeliveryState,
  code?: string,
): Promise<void> {
  await saveDeliveryState(trx, message.id, { state, code: code ?? null, reason: null }, now);
  await insertStep(trx, {
    message_id: message.id,
    kind: "send",
    state,
    code: code ?? null,
    reason: null,
    attempt: 0,
    at: now,
  });
  record({
    type: "message.delivery",
    channelId: message.channel_id,
    conversationId: message.conversation_id,
    messageId: message.id,
    data: { state, from: message.delivery_state, ...(code !== undefined && { code }) },
  });
}
