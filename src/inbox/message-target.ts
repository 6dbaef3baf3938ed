import type { InboundEvent, MessageRef } from "../adapter/index.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { lockConversation, lockThread, updateConversation } from "./conversation-store.ts";
import { findMessageByExternalId } from "./message-store.ts";
import type { Preview } from "./preview.ts";
import type { ChangeContext } from "./batch-context.ts";
import { currentThreadId, storedMessageId } from "./threads.ts";

/** The event of one type. */
export type EventOf<T extends InboundEvent["type"]> = Extract<InboundEvent, { readonly type: T }>;

/**
 * Looks for the stored message that a platform reference means, in all topics of its thread. These are locked first:
 * what is read of the message stays true until the commit, and a message that is not there can't come meanwhile.
 */
export async function lookForTarget(
  { trx }: Pick<ChangeContext, "trx">,
  channelId: string,
  target: MessageRef,
): Promise<{
  readonly message: MessagesTable | undefined;
  readonly conversations: readonly ConversationsTable[];
}> {
  const threadId = await currentThreadId(trx, channelId, target.conversationId);
  const messageId = storedMessageId({ thread_id: threadId }, target);
  const conversations = await lockThread(trx, channelId, threadId);
  for (const { id } of conversations) {
    const message = await findMessageByExternalId(trx, id, messageId);
    if (message !== undefined) return { message, conversations };
  }
  return { message: undefined, conversations };
}

/** What became of a message, and who did it. */
interface MessageChange {
  readonly change: "edited" | "deleted" | "reactions";
  readonly by: "customer" | "self" | "system";
  /** For the list, where the message is the conversation's last. */
  readonly preview?: Preview;
  /** How many files it has that are yet to be fetched. */
  readonly files?: number;
}

/** Tells agents that a message is no longer as they saw it: conversation version, list preview, event. */
export async function noteMessageChange(
  { trx, record }: Pick<ChangeContext, "trx" | "record">,
  message: MessagesTable,
  { change, by, preview, files = 0 }: MessageChange,
): Promise<void> {
  const conversation = await lockConversation(trx, message.conversation_id);
  if (conversation === undefined) return;
  const isLast = message.ordered_at >= conversation.last_ordered_at;
  await updateConversation(trx, conversation.id, {
    version: conversation.version + 1,
    ...(isLast && preview !== undefined && { preview: JSON.stringify(preview) }),
  });
  record({
    type: "message.updated",
    channelId: message.channel_id,
    conversationId: message.conversation_id,
    messageId: message.id,
    data: { change, by, ...(files > 0 && { files }) },
  });
}
