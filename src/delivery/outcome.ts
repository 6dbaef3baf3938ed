import { ChannelError, type SendResult } from "../adapter/index.ts";
import type { Writes } from "../db/database.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { moveThread } from "../inbox/apply-address-change.ts";
import { findConversation, updateConversation } from "../inbox/conversation-store.ts";
import { detailsColumn, messageDetails } from "../inbox/message-rows.ts";
import {
  deleteMessage,
  findMessage,
  findMessageByExternalId,
  insertMessageAliases,
  updateMessage,
} from "../inbox/message-store.ts";
import type { RecordEvent } from "../realtime/event-log.ts";
import { lockDelivery, updateDelivery } from "./delivery-store.ts";
import type { SendJob } from "./jobs.ts";
import { verdictOn } from "./retry-policy.ts";
import { type DeliveryState, rises } from "./states.ts";

/** Never due: nobody but a person decides about it now. */
export const never = 8_640_000_000_000_000;

/** Where outcomes are written. */
export interface OutcomeContext {
  readonly trx: Writes;
  readonly record: RecordEvent;
  readonly now: number;
}

/**
 * The delivery as it is now, if whoever holds `leaseToken` may still speak for it. Undefined: another process has taken
 * over since, and its word counts.
 */
export async function lockOwn(
  trx: Writes,
  delivery: DeliveriesTable,
): Promise<DeliveriesTable | undefined> {
  const row = await lockDelivery(trx, delivery.id);
  const own = row?.lease_token === delivery.lease_token && row.attempts === delivery.attempts;
  return own ? row : undefined;
}

/** Writes a delivery's state on it and on its message, and tells the stream. */
export async function setState(
  { trx, record, now }: OutcomeContext,
  delivery: DeliveriesTable,
  state: DeliveryState,
  details: { readonly code?: string; readonly reason?: string; readonly dueAt?: number } = {},
): Promise<void> {
  const { code, reason, dueAt } = details;
  await updateDelivery(trx, delivery.id, {
    state,
    code: code ?? null,
    reason: reason ?? null,
    updated_at: now,
    ...(dueAt !== undefined && { due_at: dueAt }),
  });
  if (delivery.kind === "send") {
    await updateMessage(trx, delivery.message_id, {
      delivery_state: state,
      delivery_code: code ?? null,
      delivery_reason: reason ?? null,
    });
  }
  record({
    type: "message.delivery",
    channelId: delivery.channel_id,
    conversationId: delivery.conversation_id,
    messageId: delivery.message_id,
    data: {
      kind: delivery.kind,
      state,
      ...(code !== undefined && { code }),
      ...(reason !== undefined && { reason }),
      ...(state === "queued" && dueAt !== undefined && { dueAt: new Date(dueAt).toISOString() }),
    },
  });
}

/** The platform took it. */
export async function recordSent(
  context: OutcomeContext,
  delivery: DeliveriesTable,
  result: SendResult,
): Promise<void> {
  const { trx, now } = context;
  const [externalId, ...others] = result.messageIds;
  const message = await findMessage(trx, delivery.message_id);
  if (externalId !== undefined && message !== undefined) {
    // An echo that overtook the answer was taken for a message from another device.
    const echo = await findMessageByExternalId(trx, delivery.conversation_id, externalId);
    if (echo !== undefined && echo.id !== message.id) await deleteMessage(trx, echo.id);
    const degraded = result.degraded ?? [];
    await updateMessage(trx, message.id, {
      external_id: externalId,
      ...(result.sentAt !== undefined && { sent_at: result.sentAt.getTime() }),
      ...(degraded.length > 0 && {
        details: detailsColumn({ ...messageDetails(message), degraded }),
      }),
    });
    await insertMessageAliases(trx, delivery.conversation_id, message.id, others);
    if (echo !== undefined && echo.id !== message.id && echo.delivery_state !== null) {
      const seen = echo.delivery_state as DeliveryState;
      if (rises(result.level, seen)) {
        return await setState(context, delivery, seen);
      }
    }
  }
  await updateDelivery(trx, delivery.id, { updated_at: now });
  // A receipt may have been quicker than the answer.
  if (rises(delivery.state, result.level)) await setState(context, delivery, result.level);
}

/** The attempt did not succeed: again, failed or unknown, as the retry table says. */
export async function recordError(
  context: OutcomeContext,
  delivery: DeliveriesTable,
  error: ChannelError,
): Promise<void> {
  // The echo came although the answer did not: that is proof.
  if (delivery.state !== "sending") return;
  if (error.migratedTo !== undefined && (await retarget(context, delivery, error.migratedTo))) {
    return;
  }
  const verdict = verdictOn(error, delivery, context.now);
  const reason = error.message;
  if (verdict.next === "again") {
    await setState(context, delivery, "queued", {
      code: error.code,
      reason,
      dueAt: verdict.dueAt,
    });
  } else if (verdict.next === "failed") {
    await setState(context, delivery, "failed", { code: verdict.code, reason });
    if (error.code === "recipient-unreachable") await setBlocked(context, delivery);
  } else {
    await setState(context, delivery, "unknown", {
      code: error.code,
      reason,
      dueAt: context.now,
    });
  }
}

/** The refusal says where the thread went: the conversation follows, and the message with it, once. */
async function retarget(
  context: OutcomeContext,
  delivery: DeliveriesTable,
  threadId: string,
): Promise<boolean> {
  const job = JSON.parse(delivery.request) as SendJob;
  const conversation = await findConversation(context.trx, delivery.conversation_id);
  if (delivery.kind !== "send" || job.retargeted === true || conversation === undefined) return false;
  const { channel_id: channelId, thread_id: previousId } = conversation;
  if (previousId !== threadId) {
    await moveThread(context.trx, context.record, channelId, previousId, threadId);
  }
  const { replyTo: _ofTheOldThread, ...rest } = job;
  await updateDelivery(context.trx, delivery.id, {
    request: JSON.stringify({ ...rest, retargeted: true } satisfies SendJob),
  });
  await setState(context, delivery, "queued", { dueAt: context.now });
  return true;
}

async function setBlocked({ trx, record }: OutcomeContext, delivery: DeliveriesTable) {
  const conversation = await findConversation(trx, delivery.conversation_id);
  if (conversation === undefined || conversation.reachability !== "open") return;
  const { id, version, channel_id: channelId } = conversation;
  await updateConversation(trx, id, { reachability: "blocked", version: version + 1 });
  record({
    type: "conversation.updated",
    channelId,
    conversationId: id,
    data: { reachability: "blocked", by: "platform" },
  });
}
