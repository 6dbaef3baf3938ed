import type { Queries, Writes } from "../db/database.ts";
import type { JoinedContactsTable } from "../db/schema/joined-contacts.ts";

/** Those of these contacts that are part of another one. */
export async function joinsOf(
  db: Queries,
  contactIds: readonly string[],
): Promise<readonly JoinedContactsTable[]> {
  if (contactIds.length === 0) return [];
  return await db
    .selectFrom("joined_contacts")
    .selectAll()
    .where("contact_id", "in", [...new Set(contactIds)])
    .execute();
}

/** What was joined into these persons. */
export async function joinedInto(
  db: Queries,
  personIds: readonly string[],
): Promise<readonly JoinedContactsTable[]> {
  if (personIds.length === 0) return [];
  return await db
    .selectFrom("joined_contacts")
    .selectAll()
    .where("person_id", "in", [...new Set(personIds)])
    .orderBy("joined_at")
    .orderBy("contact_id")
    .execute();
}

/** Who these contacts are today: themselves, or the person they are part of. By the contact's id. */
export async function personsOf(
  db: Queries,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const persons = new Map(contactIds.map((id) => [id, id]));
  for (const { contact_id: id, person_id: person } of await joinsOf(db, contactIds)) {
    persons.set(id, person);
  }
  return persons;
}

/** All contacts that are the same person as this one, the person first. */
export async function contactsOfPerson(
  db: Queries,
  contactId: string,
): Promise<readonly [person: string, ...others: string[]]> {
  const person = (await personsOf(db, [contactId])).get(contactId) ?? contactId;
  return [person, ...(await joinedInto(db, [person])).map((row) => row.contact_id)];
}

/** One contact becomes part of a person, and with it all that were part of it. */
export async function insertJoin(trx: Writes, row: JoinedContactsTable): Promise<void> {
  await trx
    .updateTable("joined_contacts")
    .set({ person_id: row.person_id })
    .where("person_id", "=", row.contact_id)
    .execute();
  await trx.insertInto("joined_contacts").values(row).execute();
}

export async function deleteJoin(trx: Writes, contactId: string): Promise<void> {
  await trx.deleteFrom("joined_contacts").where("contact_id", "=", contactId).execute();
}
