import { sql, type Updateable } from "kysely";
import { chunks } from "../db/chunks.ts";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { ContactsTable } from "../db/schema/contacts.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { IdentitiesTable } from "../db/schema/identities.ts";

/** Newest first, without those that are part of another; `name` matches anywhere in the name, also of such a part. */
export async function listContacts(
  db: Queries,
  name: string | undefined,
  before: string | undefined,
  limit: number,
): Promise<readonly ContactsTable[]> {
  let query = db
    .selectFrom("contacts")
    .selectAll()
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("joined_contacts as own")
            .select("own.contact_id")
            .whereRef("own.contact_id", "=", "contacts.id"),
        ),
      ),
    );
  if (name !== undefined) {
    // Not LIKE: its wildcards and its escape sign would have to be taken out of what people type.
    const isIn = (column: "contacts.name" | "part.name") =>
      sql<boolean>`instr(lower(${sql.ref(column)}), lower(${name})) > 0`;
    query = query.where((eb) =>
      eb.or([
        isIn("contacts.name"),
        eb.exists(
          eb
            .selectFrom("joined_contacts as joined")
            .innerJoin("contacts as part", "part.id", "joined.contact_id")
            .select("part.id")
            .whereRef("joined.person_id", "=", "contacts.id")
            .where(isIn("part.name")),
        ),
      ]),
    );
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

/** Locks contacts until the commit, in one order for everybody. */
export async function lockContacts(
  trx: Writes,
  ids: readonly string[],
): Promise<readonly ContactsTable[]> {
  const query = trx
    .selectFrom("contacts")
    .selectAll()
    .where("id", "in", [...ids])
    .orderBy("id");
  return await (isMysql(trx) ? query.forUpdate() : query).execute();
}

/** Contacts with one of these aliases, and then those that are called so: here, or by their platform. */
export async function contactsAlike(
  db: Queries,
  names: readonly string[],
  aliases: readonly string[],
): Promise<readonly string[]> {
  const byAlias =
    aliases.length === 0
      ? []
      : await db
          .selectFrom("identity_aliases")
          .innerJoin("identities", "identities.id", "identity_aliases.identity_id")
          .select("identities.contact_id as id")
          .where("identity_aliases.channel_id", "in", db.selectFrom("channels").select("id"))
          .where("alias", "in", [...aliases])
          .limit(mostAlike)
          .execute();
  const called = await db
    .selectFrom("contacts")
    .select("id")
    .where("name", "in", [...names])
    .orderBy("id", "desc")
    .limit(mostAlike)
    .execute();
  const calledThere = await db
    .selectFrom("identities")
    .select("contact_id as id")
    .where("name", "in", [...names])
    .orderBy("id", "desc")
    .limit(mostAlike)
    .execute();
  return [...byAlias, ...called, ...calledThere].map(({ id }) => id);
}

const mostAlike = 50;

/** The conversations that began as those of these contacts. */
export async function conversationsOfContacts(
  db: Queries,
  contactIds: readonly string[],
): Promise<readonly Pick<ConversationsTable, "id" | "channel_id">[]> {
  return await db
    .selectFrom("conversations")
    .select(["id", "channel_id"])
    .where("contact_id", "in", [...contactIds])
    .orderBy("id")
    .execute();
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
