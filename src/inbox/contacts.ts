import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { ContactsTable } from "../db/schema/contacts.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { InboxActor } from "./author.ts";
import {
  aliasesOf,
  contactsById,
  identitiesOf,
  listContacts,
  updateContact,
} from "./contact-store.ts";
import { InboxError, notFound } from "./errors.ts";
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

  /** @throws InboxError `not-found`. */
  async get(id: string): Promise<Contact> {
    const [contact] = await this.byId([id]);
    if (contact === undefined) throw notFound("contact");
    return contact;
  }

  /** Those that exist, in no particular order. */
  async byId(ids: readonly string[]): Promise<readonly Contact[]> {
    return await this.#withIdentities(await contactsById(this.#database.queries, ids));
  }

  /** Renames a contact; what the platform calls them stays with the identity. */
  async rename(actor: InboxActor, id: string, name: string): Promise<Contact> {
    const cleaned = cleanName(name);
    if (cleaned === "") throw new InboxError("invalid", "name: must not be empty.");
    await this.#events.write(async (trx, record) => {
      const change = { name: cleaned, updated_at: this.#clock.now().getTime() };
      if (!(await updateContact(trx, id, change))) throw notFound("contact");
      record({ type: "contact.updated", data: { contactId: id, by: actor.key } });
    });
    return await this.get(id);
  }

  async #withIdentities(rows: readonly ContactsTable[]): Promise<readonly Contact[]> {
    const identities = await identitiesOf(
      this.#database.queries,
      rows.map(({ id }) => id),
    );
    const aliases = await aliasesOf(
      this.#database.queries,
      identities.map(({ id }) => id),
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      locale: row.locale,
      identities: identities
        .filter(({ contact_id: contactId }) => contactId === row.id)
        .map((identity) => ({
          id: identity.id,
          channelId: identity.channel_id,
          externalId: identity.external_id,
          name: identity.name,
          isBot: identity.is_bot === 1,
          aliases: aliases.get(identity.id) ?? [],
        })),
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
    }));
  }
}
