import type { Writes } from "../db/database.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { RecordEvent } from "../realtime/event-log.ts";
import type { InboxActor } from "./author.ts";
import type { ConversationStatus, Priority } from "./conversation.ts";
import { labelsOf, replaceLabels } from "./conversation-list-store.ts";
import { updateConversation } from "./conversation-store.ts";
import { InboxError } from "./errors.ts";
import { rememberLabels } from "./label-store.ts";
import { cleanName } from "./normalise.ts";
import { writeActivity } from "./written-row.ts";

/** What can be changed about a conversation; what isn't named stays. */
export interface ConversationChange {
  readonly status?: ConversationStatus | undefined;
  /** Null: until the customer writes. */
  readonly snoozedUntil?: Date | null | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly priority?: Priority | undefined;
  readonly labels?: readonly string[] | undefined;
}

/**
 * Changes a conversation that was locked in this transaction, and says so in the thread. A change to what it is already
 * is no change and no event. @throws InboxError `invalid`.
 */
export async function changeConversation(
  trx: Writes,
  record: RecordEvent,
  row: ConversationsTable,
  { actor, change, now }: { actor: InboxActor; change: ConversationChange; now: number },
): Promise<void> {
  const { id } = row;
  const { assigneeId } = change;
  const status = change.status ?? row.status;
  const snoozedUntil = snoozeOf(status, change.snoozedUntil, row.snoozed_until, now);
  const priority = change.priority ?? row.priority ?? "normal";
  const labels = await newLabels(trx, id, change.labels);
  const changed = {
    ...(status !== row.status && { status, from: row.status }),
    ...(snoozedUntil !== row.snoozed_until && {
      snoozedUntil: snoozedUntil === null ? null : new Date(snoozedUntil).toISOString(),
    }),
    ...(assigneeId !== undefined && assigneeId !== row.assignee_id && { assigneeId }),
    ...(priority !== (row.priority ?? "normal") && { priority }),
    ...(labels !== undefined && { labels }),
  };
  if (Object.keys(changed).length === 0) return;
  await updateConversation(trx, id, {
    version: row.version + 1,
    status,
    snoozed_until: snoozedUntil,
    priority: priority === "normal" ? null : priority,
    ...(changed.assigneeId !== undefined && { assignee_id: changed.assigneeId }),
    // Nobody waits for more once it is resolved.
    ...(status === "resolved" && { waiting_since: null }),
  });
  if (labels !== undefined) {
    for (const { id: labelId, name } of await rememberLabels(trx, labels)) {
      record({ type: "label.updated", data: { labelId, name, by: actor.key } });
    }
    await replaceLabels(trx, id, labels);
  }
  record({
    type: "conversation.updated",
    channelId: row.channel_id,
    conversationId: id,
    data: { ...changed, by: actor.key },
  });
  await writeActivity(trx, record, row, { author: actor, activity: changed, now });
}

/** Changes no version: nobody's reply becomes stale by it. */
export async function setUnread(
  trx: Writes,
  record: RecordEvent,
  row: ConversationsTable,
  {
    actor,
    unreadCount,
    now,
  }: { readonly actor: InboxActor; readonly unreadCount: number; readonly now: number },
): Promise<void> {
  if (row.unread_count === unreadCount) return;
  await updateConversation(trx, row.id, {
    unread_count: unreadCount,
    is_unread: unreadCount > 0 ? 1 : 0,
  });
  record({
    type: "conversation.updated",
    channelId: row.channel_id,
    conversationId: row.id,
    data: { unreadCount, by: actor.key, at: new Date(now).toISOString() },
  });
}

/** Every way out of a snooze ends it: one that was left behind would open the conversation again some day. */
function snoozeOf(
  status: ConversationStatus,
  wanted: Date | null | undefined,
  current: number | null,
  now: number,
): number | null {
  if (status !== "snoozed") {
    if (wanted == null) return null;
    throw new InboxError(
      "invalid",
      'snoozedUntil: only a snoozed conversation has one; send it with the status "snoozed".',
    );
  }
  if (wanted === undefined) return current;
  if (wanted !== null && wanted.getTime() <= now) {
    throw new InboxError("invalid", "snoozedUntil: must be in the future.");
  }
  return wanted?.getTime() ?? null;
}

/** Undefined when they stay. */
async function newLabels(
  trx: Writes,
  id: string,
  wanted: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  if (wanted === undefined) return undefined;
  const labels = cleanLabels(wanted);
  const current = inOrder((await labelsOf(trx, [id])).get(id) ?? []);
  return JSON.stringify(labels) === JSON.stringify(current) ? undefined : labels;
}

function cleanLabels(labels: readonly string[]): readonly string[] {
  const names = labels.map((label) => cleanName(label)).filter((name) => name !== "");
  return inOrder([...new Set(names)]);
}

/** One order for labels from wherever: databases have theirs, by the bytes. */
function inOrder(labels: readonly string[]): readonly string[] {
  return labels.toSorted((a, b) => (a < b ? -1 : 1));
}
