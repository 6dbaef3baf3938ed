import type { Queries } from "../../src/db/database.ts";
import type { MessagesTable } from "../../src/db/schema/messages.ts";

/** A message with the thread that it is in. */
export interface StoredMessage extends MessagesTable {
  readonly thread_id: string;
}

/** All messages, in the order of their conversations. */
export async function storedMessages(db: Queries): Promise<readonly StoredMessage[]> {
  return await db
    .selectFrom("messages")
    .innerJoin("conversations", "conversations.id", "messages.conversation_id")
    .selectAll("messages")
    .select("conversations.thread_id")
    .orderBy("messages.ordered_at")
    .orderBy("messages.id")
    .execute();
}
