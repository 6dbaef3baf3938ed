import { createHash } from "node:crypto";
import type { MessageRef } from "../adapter/index.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { rankOf } from "../delivery/states.ts";
import type { ChangeContext } from "./batch-context.ts";
import {
  deleteEarlyChange,
  markEarlyChanges,
  saveEarlyChange,
  trimEarlyChanges,
} from "./early-change-store.ts";
import { type EventOf, lookForTarget } from "./message-target.ts";
import { isKey } from "./normalise.ts";

/** What a change does that came before its message: an edit carries the message itself and needs no keeping. */
export type EarlyChange = EventOf<"receipt"> | EventOf<"reactions"> | EventOf<"message-deleted">;

/** So many of a channel: what is really early is so for seconds, and a platform's tales of messages we never had are endless. */
const mostPerChannel = 5_000;

/**
 * The stored message that a change is about, its conversation locked. Undefined when it isn't there yet: then the change
 * is kept, and applied in the transaction that stores the message.
 */
export async function targetOrKeep(
  context: ChangeContext,
  channelId: string,
  target: MessageRef,
  change: EarlyChange,
): Promise<MessagesTable | undefined> {
  const { trx, now } = context;
  const first = await lookForTarget(context, channelId, target);
  if (first.message !== undefined) return first.message;
  const { conversationId: threadId, messageId: externalId } = target;
  // No message can ever have such an id.
  if (!isKey(threadId) || !isKey(externalId)) return undefined;
  const slot = slotOf(change);
  await saveEarlyChange(trx, {
    channel_id: channelId,
    thread_id: threadId,
    external_id: externalId,
    slot,
    precedence: precedenceOf(change),
    event: JSON.stringify(forOne(change, target)),
    kept_at: now,
  });
  // Another process may have opened the conversation since, with the message in it: it looked before this was kept.
  const { message, conversations } =
    first.conversations.length > 0 ? first : await lookForTarget(context, channelId, target);
  if (message !== undefined) {
    await deleteEarlyChange(trx, { channelId, threadId, externalId }, slot);
    return message;
  }
  const unaware = conversations.filter((row) => row.has_early_changes === 0);
  await markEarlyChanges(
    trx,
    unaware.map(({ id }) => id),
    1,
  );
  return undefined;
}

/** To be called once after an event of which something was kept. */
export async function boundEarlyChanges({ trx }: ChangeContext, channelId: string): Promise<void> {
  await trimEarlyChanges(trx, channelId, mostPerChannel);
}

/** A message has one receipt, one deletion, and one set of reactions for each actor. */
function slotOf(change: EarlyChange): string {
  if (change.type !== "reactions") return change.type;
  return `reactions:${createHash("sha256").update(change.actor.id).digest("base64url")}`;
}

/** Receipts only rise; of two sets of reactions the newer one counts. */
function precedenceOf(change: EarlyChange): number {
  switch (change.type) {
    case "receipt":
      return rankOf(change.level);
    case "reactions":
      return change.at.getTime();
    case "message-deleted":
      return 0;
  }
}

function forOne(change: EarlyChange, target: MessageRef): EarlyChange {
  const { raw: _inTheJournal, ...rest } = change;
  return rest.type === "receipt" ? { ...rest, targets: [target] } : rest;
}
