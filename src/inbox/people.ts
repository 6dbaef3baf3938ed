import { uuidv7 } from "uuidv7";
import type { Contact } from "../adapter/index.ts";
import type { Writes } from "../db/database.ts";
import type { RecordEvent } from "../realtime/event-log.ts";
import type { BatchContext } from "./batch-context.ts";
import { aliasesOf } from "./contact-store.ts";
import { findIdentities, insertPeople, renameIdentity, saveAliases } from "./identity-store.ts";
import { addressKey } from "./incoming.ts";
import type { KnownIdentity } from "./known.ts";
import { cleanName } from "./normalise.ts";

/** A person as an event names them. `rename`: the event is recent enough to know the name of today. */
export interface Sighting {
  readonly channelId: string;
  readonly contact: Contact;
  readonly rename: boolean;
}

/** Finds or makes the identities of everybody in a batch; by `addressKey`. */
export async function resolveIdentities(
  { trx, record, known, learned, now }: Omit<BatchContext, "careful">,
  sightings: readonly Sighting[],
): Promise<ReadonlyMap<string, KnownIdentity>> {
  const latest = new Map<string, Sighting>();
  for (const sighting of sightings) {
    latest.set(addressKey(sighting.channelId, sighting.contact.id), sighting);
  }
  const resolved = new Map<string, KnownIdentity>();
  const unknown: Sighting[] = [];
  for (const [key, sighting] of latest) {
    const identity = known.identities.get(key) ?? learned.identities.get(key);
    if (identity === undefined) unknown.push(sighting);
    else resolved.set(key, identity);
  }
  if (unknown.length > 0) {
    const stored = await findIdentities(
      trx,
      unknown.map(({ channelId, contact }) => ({ channelId, externalId: contact.id })),
    );
    const aliases = await aliasesOf(
      trx,
      [...stored.values()].map(({ id }) => id),
    );
    const newcomers: Sighting[] = [];
    for (const sighting of unknown) {
      const key = addressKey(sighting.channelId, sighting.contact.id);
      const row = stored.get(key);
      if (row === undefined) newcomers.push(sighting);
      else {
        const { id, contact_id: contactId, name } = row;
        resolved.set(key, { id, contactId, name, aliases: aliases.get(id) ?? [] });
      }
    }
    for (const [key, identity] of await welcome(trx, newcomers, now)) resolved.set(key, identity);
  }
  for (const [key, sighting] of latest) {
    const identity = resolved.get(key);
    if (identity === undefined || !sighting.rename) continue;
    resolved.set(key, await takeNews(trx, record, identity, sighting, now));
  }
  for (const [key, identity] of resolved) learned.identities.set(key, identity);
  return resolved;
}

/** What to call somebody whose platform gives no name. */
function nameOf(contact: Contact): string {
  const name = cleanName(contact.name ?? "");
  return name === "" ? contact.id : name;
}

async function welcome(
  trx: Writes,
  newcomers: readonly Sighting[],
  now: number,
): Promise<ReadonlyMap<string, KnownIdentity>> {
  const made = newcomers.map(({ channelId, contact }) => ({
    channelId,
    contact,
    id: uuidv7(),
    contactId: uuidv7(),
    name: nameOf(contact),
    aliases: usableAliases(contact),
  }));
  await insertPeople(
    trx,
    made.map(({ contactId, contact, name }) => ({
      id: contactId,
      name,
      locale: contact.locale?.slice(0, 64) ?? null,
      created_at: now,
      updated_at: now,
    })),
    made.map(({ id, channelId, contact, contactId, name }) => ({
      id,
      channel_id: channelId,
      external_id: contact.id,
      contact_id: contactId,
      name,
      is_bot: contact.isBot === true ? 1 : 0,
      created_at: now,
    })),
  );
  for (const { id, channelId, aliases } of made) await saveAliases(trx, channelId, id, aliases);
  return new Map(made.map((one) => [addressKey(one.channelId, one.contact.id), one]));
}

/** What they are called today, and by what else they can be found. */
async function takeNews(
  trx: Writes,
  record: RecordEvent,
  identity: KnownIdentity,
  { channelId, contact }: Sighting,
  now: number,
): Promise<KnownIdentity> {
  const { id, contactId } = identity;
  // Nearly always there is none.
  if (contact.name === identity.name && contact.aliases === undefined) return identity;
  const name = cleanName(contact.name ?? "") || identity.name;
  const aliases = usableAliases(contact).filter((alias) => !identity.aliases.includes(alias));
  if (name === identity.name && aliases.length === 0) return identity;
  if (name !== identity.name) {
    await renameIdentity(trx, { id, contact_id: contactId, name: identity.name }, name, now);
  }
  await saveAliases(trx, channelId, id, aliases);
  record({ type: "contact.updated", channelId, data: { contactId } });
  return { ...identity, name, aliases: [...identity.aliases, ...aliases] };
}

/** Aliases are for finding people; one that is no key can't find anybody. */
function usableAliases(contact: Contact): readonly string[] {
  return (contact.aliases ?? []).filter((alias) => alias !== "" && alias.length <= 255);
}
