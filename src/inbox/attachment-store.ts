import type { Queries } from "../db/database.ts";

/** The platform references of a message's files, by attachment id. */
export async function attachmentRefs(
  db: Queries,
  messageId: string,
): Promise<ReadonlyMap<string, string | null>> {
  const rows = await db
    .selectFrom("attachments")
    .select(["id", "ref"])
    .where("message_id", "=", messageId)
    .execute();
  return new Map(rows.map(({ id, ref }) => [id, ref]));
}
