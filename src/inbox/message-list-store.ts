import type { Queries } from "../db/database.ts";
import type { MessagesTable } from "../db/schema/messages.ts";

/** A place in a conversation's order. */
export interface MessagePosition {
  readonly orderedAt: number;
  readonly id: string;
}

/** Messages before (newest first) or after (oldest first) a place; without one, the newest. */
export function messageListQuery(
  db: Queries,
  conversationId: string,
  from: {
    readonly before?: MessagePosition | undefined;
    readonly after?: MessagePosition | undefined;
  },
  limit: number,
) {
  let query = db.selectFrom("messages").selectAll().where("conversation_id", "=", conversationId);
  const { before, after } = from;
  if (after !== undefined) {
    return query
      .where("ordered_at", ">=", after.orderedAt)
      .where((eb) => eb.or([eb("ordered_at", ">", after.orderedAt), eb("id", ">", after.id)]))
      .orderBy("ordered_at", "asc")
      .orderBy("id", "asc")
      .limit(limit);
  }
  if (before !== undefined) {
    query = query
      .where("ordered_at", "<=", before.orderedAt)
      .where((eb) => eb.or([eb("ordered_at", "<", before.orderedAt), eb("id", "<", before.id)]));
  }
  return query.orderBy("ordered_at", "desc").orderBy("id", "desc").limit(limit);
}

/** The first message from a time on. */
export async function firstMessageFrom(
  db: Queries,
  conversationId: string,
  orderedAt: number,
): Promise<MessagesTable | undefined> {
  return await messageListQuery(
    db,
    conversationId,
    { after: { orderedAt, id: "" } },
    1,
  ).executeTakeFirst();
}

export async function messagesById(
  db: Queries,
  ids: readonly string[],
): Promise<readonly MessagesTable[]> {
  if (ids.length === 0) return [];
  return await db
    .selectFrom("messages")
    .selectAll()
    .where("id", "in", [...ids])
    .execute();
}

/** Our ids of messages, by `conversation\0platform id`. */
export async function idsByExternalId(
  db: Queries,
  pairs: readonly { readonly conversationId: string; readonly externalId: string }[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (pairs.length === 0) return found;
  const conversationIds = [...new Set(pairs.map(({ conversationId }) => conversationId))];
  const externalIds = [...new Set(pairs.map(({ externalId }) => externalId))];
  const first = await db
    .selectFrom("messages")
    .select(["conversation_id", "external_id", "id"])
    .where("conversation_id", "in", conversationIds)
    .where("external_id", "in", externalIds)
    .execute();
  const others = await db
    .selectFrom("message_aliases")
    .select(["conversation_id", "external_id", "message_id as id"])
    .where("conversation_id", "in", conversationIds)
    .where("external_id", "in", externalIds)
    .execute();
  for (const row of [...first, ...others]) {
    found.set(`${row.conversation_id}\0${row.external_id}`, row.id);
  }
  return found;
}
