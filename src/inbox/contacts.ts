import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { ContactsTable } from "../db/schema/contacts.ts";
import type { JoinedContactsTable } from "../db/schema/joined-contacts.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { InboxActor } from "./author.ts";
import {
  aliasesOf,
  contactsAlike,
  contactsById,
  identitiesOf,
  listContacts,
  updateContact,
} from "./contact-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { joinedInto, personsOf } from "./joined-contact-store.ts";
import { cleanName } from "./normalise.ts";

/** One address of a contact on one channel. */
export interface Identity {
  readonly id: string;
  readonly channelId: string;
  /** The platform's id, byte for byte. */
  readonly externalId: string;
  readonly name: string;
  readonly isBot: boolean;
  /** `phone:…`, `username:…` and the like. */
  readonly aliases: readonly string[];
  /** Since when, and by whose word, it is this person's. Null for the address that the person came as. */
  readonly joined: { readonly at: Date; readonly by: string; readonly contactId: string } | null;
}

/** A person who writes to us. */
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly locale: string | null;
  readonly identities: readonly Identity[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const mostLookalikes = 10;

/** The people. */
export class Contacts {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #clock: Pick<Clock, "now">;

  constructor(dependencies: {
    readonly database: Database;
    readonly events: EventLog;
    readonly clock: Pick<Clock, "now">;
  }) {
    this.#database = dependencies.database;
    this.#events = dependencies.events;
    this.#clock = dependencies.clock;
  }

  /** Newest first, with ids below `before`. */
  async list(
    filter: { readonly name?: string | undefined },
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly contacts: readonly Contact[]; readonly next: string | undefined }> {
    const rows = await listContacts(
      this.#database.queries,
      filter.name,
      page.before,
      page.limit + 1,
    );
    const shown = rows.slice(0, page.limit);
    return {
      contacts: await this.#withIdentities(shown),
      next: rows.length > page.limit ? shown.at(-1)?.id : undefined,
    };
  }

  /** The person: of a contact that is part of another, that one. @throws InboxError `not-found`. */
  async get(id: string): Promise<Contact> {
    const { queries } = this.#database;
    const person = (await personsOf(queries, [id])).get(id) ?? id;
    const [contact] = await this.#withIdentities(await contactsById(queries, [person]));
    if (contact === undefined) throw notFound("contact");
    return contact;
  }

  /** Others who share an alias with this person or are called alike. @throws InboxError `not-found`. */
  async lookalikes(id: string): Promise<readonly Contact[]> {
    const { queries } = this.#database;
    const { id: person, name, identities } = await this.get(id);
    const names = [name, ...identities.map((one) => one.name)];
    const aliases = identities.flatMap((one) => one.aliases);
    const found = await contactsAlike(queries, [...new Set(names)], [...new Set(aliases)]);
    const persons = await personsOf(queries, found);
    const others = [...new Set(persons.values())].filter((one) => one !== person);
    return await this.#withIdentities(await contactsById(queries, others.slice(0, mostLookalikes)));
  }

  /** Renames a person; what the platform calls them stays with the identity. */
  async rename(actor: InboxActor, id: string, name: string): Promise<Contact> {
    const cleaned = cleanName(name);
    if (cleaned === "") throw new InboxError("invalid", "name: must not be empty.");
    await this.#events.write(async (trx, record) => {
      const contactId = (await personsOf(trx, [id])).get(id) ?? id;
      const change = { name: cleaned, updated_at: this.#clock.now().getTime() };
      if (!(await updateContact(trx, contactId, change))) throw notFound("contact");
      record({ type: "contact.updated", data: { contactId, by: actor.key } });
    });
    return await this.get(id);
  }

  async #withIdentities(rows: readonly ContactsTable[]): Promise<readonly Contact[]> {
    const joins = await joinedInto(
      this.#database.queries,
      rows.map(({ id }) => id),
    );
    const joinOf = new Map(joins.map((join) => [join.contact_id, join]));
    const identities = await identitiesOf(this.#database.queries, [
      ...rows.map(({ id }) => id),
      ...joinOf.keys(),
    ]);
    const aliases = await aliasesOf(
      this.#database.queries,
      identities.map(({ id }) => id),
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      locale: row.locale,
      identities: identities
        .filter(({ contact_id: own }) => (joinOf.get(own)?.person_id ?? own) === row.id)
        .map((identity) => ({
          id: identity.id,
          channelId: identity.channel_id,
          externalId: identity.external_id,
          name: identity.name,
          isBot: identity.is_bot === 1,
          aliases: aliases.get(identity.id) ?? [],
          joined: joinedAs(joinOf.get(identity.contact_id)),
        })),
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
    }));
  }
}

function joinedAs(join: JoinedContactsTable | undefined): Identity["joined"] {
  if (join === undefined) return null;
  return { at: new Date(join.joined_at), by: join.joined_by, contactId: join.contact_id };
}
