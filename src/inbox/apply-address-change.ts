import type { Writes } from "../db/database.ts";
import { forgetQuotes } from "../delivery/delivery-store.ts";
import {
  conversationsOfThread,
  formerThreadIds,
  lockConversations,
  mergeConversation,
  saveThreadMove,
  setExternalIdsApart,
  updateConversation,
} from "./conversation-store.ts";
import { moveIdentity, findIdentities } from "./identity-store.ts";
import { addressKey } from "./incoming.ts";
import type { EventOf } from "./message-target.ts";
import { cleanName } from "./normalise.ts";
import { resolveIdentities } from "./people.ts";
import type { BatchContext } from "./batch-context.ts";
import { currentThreadId, movedIdPrefix } from "./threads.ts";
import type { RecordEvent } from "../realtime/event-log.ts";

/** A person's name or id changed at the platform. They stay one person. */
export async function applyContactChanged(
  context: BatchContext,
  channelId: string,
  event: EventOf<"contact-changed">,
): Promise<void> {
  const { trx, known } = context;
  const { contact, previousId } = event;
  if (previousId !== undefined && previousId !== contact.id) {
    const taken = await findIdentities(trx, [{ channelId, externalId: contact.id }]);
    // Where the new id has a history of its own already, joining two people is for an agent to confirm.
    if (taken.size === 0) await moveIdentity(trx, channelId, previousId, contact.id);
    known.identities.delete(addressKey(channelId, previousId));
    known.identities.delete(addressKey(channelId, contact.id));
  }
  await resolveIdentities(context, [{ channelId, contact, rename: true }]);
}

/** A thread has a new title, a new id, or can no longer (or again) be written to. */
export async function applyConversationChanged(
  context: BatchContext,
  channelId: string,
  event: EventOf<"conversation-changed">,
): Promise<void> {
  const { trx, record, known } = context;
  if (event.previousId !== undefined && event.previousId !== event.conversation.id) {
    await moveThread(trx, record, channelId, event.previousId, event.conversation.id);
    known.conversations.clear();
  }
  const threadId = await currentThreadId(trx, channelId, event.conversation.id);
  const ids = (await conversationsOfThread(trx, channelId, threadId)).map(({ id }) => id);
  for (const row of await lockConversations(trx, ids)) {
    const title = event.title === undefined ? row.title : cleanName(event.title);
    const reachability = event.reachability ?? row.reachability;
    if (title === row.title && reachability === row.reachability) continue;
    await updateConversation(trx, row.id, { title, reachability, version: row.version + 1 });
    record({
      type: "conversation.updated",
      channelId,
      conversationId: row.id,
      data: { title, reachability, by: "platform" },
    });
  }
}

/**
 * A thread got a new id (a Telegram group became a supergroup). Its conversations go along, whoever says so first: the
 * platform's notice or the refusal of a send. Message ids start anew there, so the old ones are set apart. Where the
 * new thread's first message came before the notice, what it opened is taken into the conversation with the history.
 */
export async function moveThread(
  trx: Writes,
  record: RecordEvent,
  channelId: string,
  previousId: string,
  threadId: string,
): Promise<void> {
  const old = await conversationsOfThread(trx, channelId, previousId);
  const opened = await conversationsOfThread(trx, channelId, threadId);
  const rows = await lockConversations(
    trx,
    [...old, ...opened].map(({ id }) => id),
  );
  const former = (await formerThreadIds(trx, channelId, previousId)).map(movedIdPrefix);
  for (const row of rows.filter(({ thread_id: thread }) => thread === previousId)) {
    await setExternalIdsApart(trx, row.id, movedIdPrefix(previousId), former);
    await forgetQuotes(trx, row.id);
    const twin = rows.find(
      (other) => other.thread_id === threadId && other.topic_id === row.topic_id,
    );
    if (twin !== undefined) await mergeConversation(trx, twin.id, row.id);
    await updateConversation(trx, row.id, {
      thread_id: threadId,
      version: row.version + (twin?.version ?? 0) + 1,
      ...(twin !== undefined && {
        unread_count: row.unread_count + twin.unread_count,
        is_unread: row.is_unread === 1 || twin.is_unread === 1 ? 1 : 0,
        last_activity_at: Math.max(row.last_activity_at, twin.last_activity_at),
        last_ordered_at: Math.max(row.last_ordered_at, twin.last_ordered_at),
        last_customer_message_at: twin.last_customer_message_at ?? row.last_customer_message_at,
        status: twin.status === "open" ? "open" : row.status,
        snoozed_until: twin.status === "open" ? null : row.snoozed_until,
        priority: row.priority ?? twin.priority,
        waiting_since: row.waiting_since ?? twin.waiting_since,
        assignee_id: row.assignee_id ?? twin.assignee_id,
        reachability: twin.reachability,
        reply_context: twin.reply_context ?? row.reply_context,
        preview: twin.preview,
      }),
    });
    record({
      type: "conversation.updated",
      channelId,
      conversationId: row.id,
      data: { movedFrom: previousId, merged: twin?.id ?? null, by: "platform" },
    });
  }
  await saveThreadMove(trx, channelId, previousId, threadId);
}
