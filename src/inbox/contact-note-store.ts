import type { Queries, Writes } from "../db/database.ts";
import type { ContactNotesTable } from "../db/schema/contact-notes.ts";

/** The notes about all contacts that are one person, newest first. */
export async function notesAbout(
  db: Queries,
  contactIds: readonly string[],
  before: string | undefined,
  limit: number,
): Promise<readonly ContactNotesTable[]> {
  let query = db
    .selectFrom("contact_notes")
    .selectAll()
    .where("contact_id", "in", [...contactIds]);
  if (before !== undefined) query = query.where("id", "<", before);
  return await query.orderBy("id", "desc").limit(limit).execute();
}

export async function insertContactNote(trx: Writes, row: ContactNotesTable): Promise<void> {
  await trx.insertInto("contact_notes").values(row).execute();
}

/** False when there is no such note about any of these. */
export async function deleteContactNote(
  trx: Writes,
  contactIds: readonly string[],
  id: string,
): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("contact_notes")
    .where("id", "=", id)
    .where("contact_id", "in", [...contactIds])
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
