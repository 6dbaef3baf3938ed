import type { Queries } from "../db/database.ts";
import { type ConversationFilter, listQuery, statusesToRead } from "./conversation-list-store.ts";

/** How many there are, as far as `most`: beyond it nobody counts, and no index is read to its end. */
export async function countUpTo(
  db: Queries,
  filter: ConversationFilter,
  most: number,
): Promise<number> {
  const counts = await Promise.all(
    statusesToRead(filter).map(async (status) => {
      const found = listQuery(db, status, filter, undefined, most);
      const { count } = await db
        .selectFrom(found.as("found"))
        .select(({ fn }) => fn.countAll<number | string>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(count);
    }),
  );
  return Math.min(
    most,
    counts.reduce((sum, count) => sum + count, 0),
  );
}
