import { chunks } from "../db/chunks.ts";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import { insertRows } from "../db/insert-rows.ts";
import type { ContactsTable } from "../db/schema/contacts.ts";
import type { IdentitiesTable } from "../db/schema/identities.ts";
import { addressKey } from "./incoming.ts";

/** Identities by `addressKey`, of those addresses that are known. */
export async function findIdentities(
  db: Queries,
  addresses: readonly { readonly channelId: string; readonly externalId: string }[],
): Promise<ReadonlyMap<string, IdentitiesTable>> {
  const found = new Map<string, IdentitiesTable>();
  for (const chunk of chunks(addresses)) {
    const rows = await db
      .selectFrom("identities")
      .selectAll()
      .where("channel_id", "in", [...new Set(chunk.map(({ channelId }) => channelId))])
      .where(
        "external_id",
        "in",
        chunk.map(({ externalId }) => externalId),
      )
      .execute();
    for (const row of rows) found.set(addressKey(row.channel_id, row.external_id), row);
  }
  return found;
}

/** New people. Fails with a duplicate error when another process was first. */
export async function insertPeople(
  trx: Writes,
  contacts: readonly ContactsTable[],
  identities: readonly IdentitiesTable[],
): Promise<void> {
  await insertRows(trx, "contacts", contacts);
  await insertRows(trx, "identities", identities);
}

/** Points aliases at an identity; one that pointed elsewhere follows the newer word of the platform. */
export async function saveAliases(
  trx: Writes,
  channelId: string,
  identityId: string,
  aliases: readonly string[],
): Promise<void> {
  for (const alias of aliases) {
    const insert = trx
      .insertInto("identity_aliases")
      .values({ channel_id: channelId, alias, identity_id: identityId });
    const change = { identity_id: identityId };
    await (
      isMysql(trx)
        ? insert.onDuplicateKeyUpdate(change)
        : insert.onConflict((oc) => oc.columns(["channel_id", "alias"]).doUpdateSet(change))
    ).execute();
  }
}

/** The person has a new name: on the identity, and on the contact unless someone here named them otherwise. */
export async function renameIdentity(
  trx: Writes,
  identity: Pick<IdentitiesTable, "id" | "contact_id" | "name">,
  name: string,
  now: number,
): Promise<void> {
  await trx.updateTable("identities").set({ name }).where("id", "=", identity.id).execute();
  await trx
    .updateTable("contacts")
    .set({ name, updated_at: now })
    .where("id", "=", identity.contact_id)
    .where("name", "=", identity.name)
    .execute();
}

/** The platform gave the person a new id: their history stays with them. */
export async function moveIdentity(
  trx: Writes,
  channelId: string,
  previousId: string,
  externalId: string,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("identities")
    .set({ external_id: externalId })
    .where("channel_id", "=", channelId)
    .where("external_id", "=", previousId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
