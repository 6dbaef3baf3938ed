import type { Queries, Writes } from "../db/database.ts";
import { insertRows } from "../db/insert-rows.ts";
import type { MessagesTable } from "../db/schema/messages.ts";

/** Remembers whom a note names. */
export async function insertMentions(
  trx: Writes,
  note: Pick<MessagesTable, "id" | "conversation_id">,
  agentIds: readonly string[],
): Promise<void> {
  const rows = agentIds.map((agentId) => ({
    agent_id: agentId,
    conversation_id: note.conversation_id,
    message_id: note.id,
  }));
  if (rows.length > 0) await insertRows(trx, "mentions", rows);
}

/** The agents named by the notes of conversations. */
export async function mentionedAgents(
  db: Queries,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const agents = new Map<string, string[]>();
  if (conversationIds.length === 0) return agents;
  const rows = await db
    .selectFrom("mentions")
    .select(["conversation_id", "agent_id"])
    .distinct()
    .where("conversation_id", "in", [...conversationIds])
    .orderBy("agent_id")
    .execute();
  for (const { conversation_id: id, agent_id: agentId } of rows) {
    agents.set(id, [...(agents.get(id) ?? []), agentId]);
  }
  return agents;
}
