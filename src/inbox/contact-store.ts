import { sql, type Updateable } from "kysely";
import { chunks } from "../db/chunks.ts";
import type { Queries, Writes } from "../db/database.ts";
import type { ContactsTable } from "../db/schema/contacts.ts";
import type { IdentitiesTable } from "../db/schema/identities.ts";

/** Newest first; `name` matches anywhere in the name. */
export async function listContacts(
  db: Queries,
  name: string | undefined,
  before: string | undefined,
  limit: number,
): Promise<readonly ContactsTable[]> {
  let query = db.selectFrom("contacts").selectAll();
  if (name !== undefined) {
    // Not LIKE: its wildcards and its escape sign would have to be taken out of what people type.
    query = query.where(sql<number>`instr(lower(name), lower(${name}))`, ">", 0);
  }
  if (before !== undefined) query = query.where("id", "<", before);
  return await query.orderBy("id", "desc").limit(limit).execute();
}

export async function contactsById(
  db: Queries,
  ids: readonly string[],
): Promise<readonly ContactsTable[]> {
  if (ids.length === 0) return [];
  return await db
    .selectFrom("contacts")
    .selectAll()
    .where("id", "in", [...ids])
    .execute();
}

export async function identitiesOf(
  db: Queries,
  contactIds: readonly string[],
): Promise<readonly IdentitiesTable[]> {
  if (contactIds.length === 0) return [];
  return await db
    .selectFrom("identities")
    .selectAll()
    .where("contact_id", "in", [...contactIds])
    .orderBy("id")
    .execute();
}

export async function aliasesOf(
  db: Queries,
  identityIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const aliases = new Map<string, string[]>();
  for (const chunk of chunks(identityIds)) {
    const rows = await db
      .selectFrom("identity_aliases")
      .select(["identity_id", "alias"])
      .where("identity_id", "in", [...chunk])
      .orderBy("alias")
      .execute();
    for (const { identity_id: id, alias } of rows) {
      aliases.set(id, [...(aliases.get(id) ?? []), alias]);
    }
  }
  return aliases;
}

export async function updateContact(
  trx: Writes,
  id: string,
  change: Updateable<ContactsTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("contacts")
    .set(change)
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
