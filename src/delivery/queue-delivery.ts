import { uuidv7 } from "uuidv7";
import type { Writes } from "../db/database.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { insertStep } from "./delivery-step-store.ts";
import { insertDelivery } from "./delivery-store.ts";
import type { DeleteJob, EditJob, ReactJob, SendJob } from "./jobs.ts";

/**
 * Queues something to be done at the platform, behind all that its conversation has queued. The conversation is locked,
 * and its version rises by one in the same transaction: that is what keeps the order.
 */
export async function queueDelivery(
  trx: Writes,
  conversation: Pick<ConversationsTable, "id" | "channel_id" | "version">,
  what: {
    readonly kind: DeliveriesTable["kind"];
    readonly messageId: string;
    readonly job: SendJob | EditJob | DeleteJob | ReactJob;
    readonly requestedBy: string;
    readonly now: number;
  },
): Promise<void> {
  const { kind, messageId, job, requestedBy, now } = what;
  await insertDelivery(trx, {
    id: uuidv7(),
    message_id: messageId,
    conversation_id: conversation.id,
    channel_id: conversation.channel_id,
    kind,
    request: JSON.stringify(job),
    requested_by: requestedBy,
    state: "queued",
    code: null,
    reason: null,
    lane_order: conversation.version + 1,
    attempts: 0,
    due_at: now,
    lease_token: null,
    created_at: now,
    updated_at: now,
  });
  const none = { code: null, reason: null };
  await insertStep(trx, {
    message_id: messageId,
    kind,
    state: "queued",
    ...none,
    attempt: 0,
    at: now,
  });
}
