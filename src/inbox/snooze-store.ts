import type { Queries } from "../db/database.ts";

/** Conversations whose time has come by `until`, the longest waiting first. */
export async function dueSnoozes(
  db: Queries,
  until: number,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("conversations")
    .select("id")
    .where("snoozed_until", "<=", until)
    .orderBy("snoozed_until")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** When the next one is due. */
export async function nextSnooze(db: Queries): Promise<number | undefined> {
  const row = await db
    .selectFrom("conversations")
    .select("snoozed_until")
    .where("snoozed_until", "is not", null)
    .orderBy("snoozed_until")
    .limit(1)
    .executeTakeFirst();
  return row?.snoozed_until ?? undefined;
}
