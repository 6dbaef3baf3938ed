import { uuidv7 } from "uuidv7";
import type { Writes } from "../db/database.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import type { RecordEvent } from "../realtime/event-log.ts";
import type { Activity } from "./activity.ts";
import type { InboxActor } from "./author.ts";
import { detailsColumn, type StoredPart } from "./message-rows.ts";
import { insertMessages } from "./message-store.ts";
import { outboundOrder } from "./order.ts";

/** A message that was made here: by an agent, a program or the hub itself. */
export function writtenRow(
  conversation: ConversationsTable,
  direction: "outbound" | "note" | "activity",
  author: Pick<InboxActor, "agentId" | "name">,
  parts: readonly StoredPart[],
  now: number,
): MessagesTable {
  return {
    id: uuidv7(),
    conversation_id: conversation.id,
    channel_id: conversation.channel_id,
    direction,
    origin: "live",
    external_id: null,
    dedupe_key: null,
    identity_id: null,
    agent_id: author.agentId,
    author_name: author.name,
    parts: JSON.stringify(parts),
    sent_at: now,
    ordered_at: outboundOrder(now, conversation.last_ordered_at),
    received_at: now,
    edited_at: null,
    deleted_at: null,
    details: null,
    reactions: null,
    delivery_state: null,
    delivery_code: null,
    delivery_reason: null,
  };
}

/** The hub, where nobody is behind what it does. */
export const theHub: Pick<InboxActor, "agentId" | "name"> = { agentId: null, name: "" };

/**
 * Writes into the thread what was done with its conversation. That moves neither its place in the list nor its preview,
 * so that a customer's word that comes late still shows there.
 */
export async function writeActivity(
  trx: Writes,
  record: RecordEvent,
  conversation: ConversationsTable,
  {
    author,
    activity,
    now,
  }: {
    readonly author: Pick<InboxActor, "agentId" | "name">;
    readonly activity: Activity;
    readonly now: number;
  },
): Promise<void> {
  const row = {
    ...writtenRow(conversation, "activity", author, [], now),
    details: detailsColumn({ activity }),
  };
  await insertMessages(trx, [row]);
  record({
    type: "message.created",
    channelId: conversation.channel_id,
    conversationId: conversation.id,
    messageId: row.id,
    data: { direction: "activity", ...(author === theHub && { wokeUp: true }) },
  });
}
