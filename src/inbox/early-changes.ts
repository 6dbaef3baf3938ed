import type { MessageRef } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import { applyReceipt } from "./apply-receipt.ts";
import { applyDeletion, applyReactions } from "./apply-to-message.ts";
import type { ChangeContext } from "./batch-context.ts";
import {
  deleteEarlyChangesBefore,
  type EarlyTarget,
  markEarlyChanges,
  takeEarlyChanges,
  threadsWithEarlyChanges,
} from "./early-change-store.ts";
import { eventFromJson } from "./event-json.ts";
import { addressKey } from "./incoming.ts";

/** How long a change waits for its message. */
const keptMs = 7 * 24 * 60 * 60 * 1000;

/** A message that the platform's id of has just become known. */
export interface JustKnown {
  readonly conversation: Pick<ConversationsTable, "id" | "channel_id" | "has_early_changes">;
  readonly ref: MessageRef;
  /** Its conversation was opened in this transaction. */
  readonly isOpened?: boolean;
}

/**
 * Applies what came before these messages, as if it came now. Their conversations are locked and stored. Asks the
 * database only where a conversation is new or says that there may be something.
 */
export async function applyEarlyChanges(
  context: ChangeContext,
  known: readonly JustKnown[],
): Promise<void> {
  const { trx } = context;
  const aware = known.filter(({ conversation }) => conversation.has_early_changes === 1);
  const opened = known.filter(({ isOpened }) => isOpened === true);
  if (opened.length > 0) {
    const threads = await threadsWithEarlyChanges(trx, opened.map(targetOf));
    const concerned = opened.filter((one) => threads.has(threadKeyOf(one)));
    await markEarlyChanges(trx, idsOf(concerned), 1);
    aware.push(...concerned);
  }
  if (aware.length === 0) return;
  for (const { channel_id: channelId, event: json } of await takeEarlyChanges(
    trx,
    aware.map(targetOf),
  )) {
    const event = eventFromJson(json);
    if (event.type === "receipt") await applyReceipt(context, channelId, event);
    else if (event.type === "reactions") await applyReactions(context, channelId, event);
    else if (event.type === "message-deleted") await applyDeletion(context, channelId, event);
  }
  const stillWaiting = await threadsWithEarlyChanges(trx, aware.map(targetOf));
  const done = aware.filter((one) => !stillWaiting.has(threadKeyOf(one)));
  await markEarlyChanges(trx, idsOf(done), 0);
}

/** Forgets what nobody will ever know the message of. */
export async function forgetEarlyChanges(database: Database, now: Date): Promise<void> {
  await database.write((trx) => deleteEarlyChangesBefore(trx, now.getTime() - keptMs));
}

function targetOf({ conversation, ref }: JustKnown): EarlyTarget {
  return {
    channelId: conversation.channel_id,
    threadId: ref.conversationId,
    externalId: ref.messageId,
  };
}

function threadKeyOf({ conversation, ref }: JustKnown): string {
  return addressKey(conversation.channel_id, ref.conversationId);
}

function idsOf(known: readonly JustKnown[]): readonly string[] {
  return [...new Set(known.map(({ conversation }) => conversation.id))];
}
