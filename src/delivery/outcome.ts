import type { ChannelError } from "../adapter/index.ts";
import type { Writes } from "../db/database.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { findConversation, updateConversation } from "../inbox/conversation-store.ts";
import { applyEarlyChanges } from "../inbox/early-changes.ts";
import { detailsColumn, messageDetails } from "../inbox/message-rows.ts";
import { findMessage, insertMessageAliases, updateMessage } from "../inbox/message-store.ts";
import { storedMessageId } from "../inbox/threads.ts";
import type { Sent } from "./calls.ts";
import { insertStep } from "./delivery-step-store.ts";
import { lockDelivery, updateDelivery } from "./delivery-store.ts";
import { takeInEchoes } from "./echoes.ts";
import type { OutcomeContext } from "./outcome-context.ts";
import { retarget } from "./retarget.ts";
import { verdictOn } from "./retry-policy.ts";
import { type DeliveryState, rises } from "./states.ts";

/** Never due: nobody but a person decides about it now. */
export const never = 8_640_000_000_000_000;

/**
 * The delivery as it is now, if whoever claimed it may still speak for it. Undefined: another process has taken it on
 * since, and its word counts.
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
  await insertStep(trx, {
    message_id: delivery.message_id,
    kind: delivery.kind,
    state,
    code: code ?? null,
    reason: reason ?? null,
    attempt: delivery.attempts,
    at: now,
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
  result: Sent,
): Promise<void> {
  const { trx } = context;
  const message = await findMessage(trx, delivery.message_id);
  const conversation = message && (await findConversation(trx, message.conversation_id));
  const { threadId: conversationId, messageIds } = result;
  const refs = messageIds.map((messageId) => ({ conversationId, messageId }));
  let level: DeliveryState = result.level;
  if (message !== undefined) {
    // Of a thread that moved meanwhile, they are ids of its former life.
    const known = refs.map((ref) =>
      conversation === undefined ? ref.messageId : storedMessageId(conversation, ref),
    );
    const { ids, seen, happened } = await takeInEchoes(context, message, known);
    if (seen !== undefined && rises(level, seen)) level = seen;
    const [externalId, ...others] = ids;
    const degraded = result.degraded ?? [];
    await updateMessage(trx, message.id, {
      ...happened,
      ...(externalId !== undefined && { external_id: externalId }),
      ...(result.sentAt !== undefined && { sent_at: result.sentAt.getTime() }),
      ...(degraded.length > 0 && {
        details: detailsColumn({ ...messageDetails(message), degraded }),
      }),
      delivery_code: null,
      delivery_reason: null,
    });
    await insertMessageAliases(trx, message.conversation_id, message.id, others);
  }
  // A receipt may have been quicker than the answer: for its echo, or kept for an id that nobody knew yet.
  if (rises(delivery.state, level)) await setState(context, delivery, level);
  if (conversation !== undefined) {
    const justKnown = refs.map((ref) => ({ conversation, ref }));
    await applyEarlyChanges(context, justKnown);
  }
  await setReachability(context, delivery, "blocked", "open");
}

/** The attempt did not succeed: again, failed or unknown, as the retry table says. */
export async function recordError(
  context: OutcomeContext,
  delivery: DeliveriesTable,
  error: ChannelError,
): Promise<void> {
  // The echo came although the answer did not: that is proof.
  if (delivery.state !== "sending") return;
  if (error.migratedTo !== undefined) {
    const job = await retarget(context, delivery, error.migratedTo);
    if (job !== undefined) {
      await updateDelivery(context.trx, delivery.id, { request: JSON.stringify(job) });
      return await setState(context, delivery, "queued", { dueAt: context.now });
    }
  }
  const verdict = verdictOn(error, delivery, context.now);
  const { code, message: reason } = error;
  switch (verdict.next) {
    case "again":
      return await setState(context, delivery, "queued", { code, reason, dueAt: verdict.dueAt });
    case "unknown":
      return await setState(context, delivery, "unknown", { code, reason, dueAt: context.now });
    case "failed":
      await setState(context, delivery, "failed", { code, reason });
      if (code === "recipient-unreachable") {
        await setReachability(context, delivery, "open", "blocked");
      }
  }
}

async function setReachability(
  { trx, record }: OutcomeContext,
  delivery: DeliveriesTable,
  from: "open" | "blocked",
  to: "open" | "blocked",
): Promise<void> {
  const conversation = await findConversation(trx, delivery.conversation_id);
  if (conversation?.reachability !== from) return;
  const { id, version, channel_id: channelId } = conversation;
  await updateConversation(trx, id, { reachability: to, version: version + 1 });
  record({
    type: "conversation.updated",
    channelId,
    conversationId: id,
    data: { reachability: to, by: "platform" },
  });
}
