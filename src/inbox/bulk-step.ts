import type { Writes } from "../db/database.ts";
import type { BulkChangesTable } from "../db/schema/bulk-changes.ts";
import type { BulkItemsTable } from "../db/schema/bulk-items.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { RecordEvent } from "../realtime/event-log.ts";
import type { InboxActor } from "./author.ts";
import type { BulkFailure, BulkOrder } from "./bulk-change.ts";
import { updateItem } from "./bulk-store.ts";
import { type ConversationChange, changeConversation, setUnread } from "./change-conversation.ts";
import type { ConversationStatus, Priority } from "./conversation.ts";
import { labelsOf } from "./conversation-list-store.ts";
import { findConversation, lockConversation, updateConversation } from "./conversation-store.ts";

/** What a conversation was like before it was changed. Kept as JSON. */
interface Before {
  readonly status: ConversationStatus;
  readonly snoozedUntil: string | null;
  readonly assigneeId: string | null;
  readonly priority: Priority;
  readonly labels: readonly string[];
  readonly unreadCount: number;
  readonly waitingSince: number | null;
}

/** Does to one conversation what a bulk change, locked in this transaction, is about. @throws InboxError `invalid`. */
export async function stepOf(
  trx: Writes,
  record: RecordEvent,
  bulk: BulkChangesTable,
  item: BulkItemsTable,
  now: number,
): Promise<void> {
  const row = await lockConversation(trx, item.conversation_id);
  if (row === undefined) return await fail(trx, item, "not-found");
  const isUndo = bulk.undoes !== null;
  if (isUndo && row.version !== item.version) return await fail(trx, item, "changed-since");
  const labels = (await labelsOf(trx, [row.id])).get(row.id) ?? [];
  const before = beforeOf(row, labels);
  const { change, unreadCount, waitingSince } = isUndo
    ? takenBack(JSON.parse(item.was ?? "{}") as Before)
    : ordered(JSON.parse(bulk.wanted) as BulkOrder, labels);
  const actor: InboxActor = {
    key: bulk.actor_key,
    agentId: bulk.agent_id,
    name: bulk.actor_name,
  };
  await changeConversation(trx, record, row, { actor, change, now });
  if (unreadCount !== undefined) await setUnread(trx, record, row, { actor, unreadCount, now });
  // A customer who was waiting waits again, since then.
  if (waitingSince !== undefined) {
    await updateConversation(trx, row.id, { waiting_since: waitingSince });
  }
  const after = await findConversation(trx, row.id);
  const isSame = after?.version === row.version && after.unread_count === row.unread_count;
  await updateItem(trx, item, {
    state: isSame ? "unchanged" : "changed",
    was: JSON.stringify(before),
    version: after?.version ?? null,
  });
}

export async function fail(trx: Writes, item: BulkItemsTable, code: BulkFailure): Promise<void> {
  await updateItem(trx, item, { state: "failed", code });
}

interface Wanted {
  readonly change: ConversationChange;
  readonly unreadCount: number | undefined;
  readonly waitingSince?: number | null;
}

function ordered(order: BulkOrder, current: readonly string[]): Wanted {
  const { status, snoozedUntil, assigneeId, priority, addLabels, removeLabels, read } = order;
  const keepsLabels = addLabels === undefined && removeLabels === undefined;
  const kept = current.filter((label) => removeLabels?.includes(label) !== true);
  return {
    change: {
      status,
      snoozedUntil: typeof snoozedUntil === "string" ? new Date(snoozedUntil) : snoozedUntil,
      assigneeId,
      priority,
      labels: keepsLabels ? undefined : [...kept, ...(addLabels ?? [])],
    },
    unreadCount: read === true ? 0 : undefined,
  };
}

function takenBack({ snoozedUntil, unreadCount, waitingSince, ...rest }: Before): Wanted {
  const isSnoozed = rest.status === "snoozed";
  const until = snoozedUntil === null ? null : new Date(snoozedUntil);
  const change = { ...rest, ...(isSnoozed && { snoozedUntil: until }) };
  return { change, unreadCount, waitingSince };
}

function beforeOf(row: ConversationsTable, labels: readonly string[]): Before {
  return {
    status: row.status,
    snoozedUntil: row.snoozed_until === null ? null : new Date(row.snoozed_until).toISOString(),
    assigneeId: row.assignee_id,
    priority: row.priority ?? "normal",
    labels,
    unreadCount: row.unread_count,
    waitingSince: row.waiting_since,
  };
}
