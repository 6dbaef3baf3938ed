import { uuidv7 } from "uuidv7";
import type { Clock } from "../adapter/index.ts";
import type { Database, Writes } from "../db/database.ts";
import type { ContactNotesTable } from "../db/schema/contact-notes.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { AuditedAct } from "./audited-act.ts";
import type { InboxActor } from "./author.ts";
import { deleteContactNote, insertContactNote, notesAbout } from "./contact-note-store.ts";
import { lockContacts } from "./contact-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { contactsOfPerson } from "./joined-contact-store.ts";
import { cleanText } from "./normalise.ts";

/** What a colleague noted about a person. */
export interface ContactNote {
  readonly id: string;
  readonly text: string;
  /** Who wrote it: `key` as in the audit log, and the name by which they went. */
  readonly author: { readonly key: string; readonly name: string };
  readonly writtenAt: Date;
}

/** What colleagues should know about people, whichever conversation they are in. */
export class ContactNotes {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #clock: Pick<Clock, "now">;
  readonly #audit: (trx: Writes, act: AuditedAct) => Promise<void>;

  constructor(parts: {
    readonly database: Database;
    readonly events: EventLog;
    readonly clock: Pick<Clock, "now">;
    readonly audit: (trx: Writes, act: AuditedAct) => Promise<void>;
  }) {
    this.#database = parts.database;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#audit = parts.audit;
  }

  /** Newest first, with ids below `before`. Nobody's where there is no such contact. */
  async about(
    contactId: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly notes: readonly ContactNote[]; readonly next: string | undefined }> {
    const { queries } = this.#database;
    const contactIds = await contactsOfPerson(queries, contactId);
    const rows = await notesAbout(queries, contactIds, page.before, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    return {
      notes: shown.map(toNote),
      next: rows.length > page.limit ? shown.at(-1)?.id : undefined,
    };
  }

  /** @throws InboxError `not-found`, `invalid`. */
  async add(actor: InboxActor, contactId: string, text: string): Promise<ContactNote> {
    const cleaned = cleanText(text).trim();
    if (cleaned === "") throw new InboxError("invalid", "text: must not be empty.");
    return await this.#events.write(async (trx, record) => {
      const [person] = await contactsOfPerson(trx, contactId);
      if ((await lockContacts(trx, [person])).length === 0) throw notFound("contact");
      const row: ContactNotesTable = {
        id: uuidv7(),
        contact_id: person,
        author: actor.key,
        author_name: actor.name,
        text: cleaned,
        written_at: this.#clock.now().getTime(),
      };
      await insertContactNote(trx, row);
      record({
        type: "contact.updated",
        data: { contactId: person, note: row.id, by: actor.key },
      });
      return toNote(row);
    });
  }

  /** @throws InboxError `not-found`. */
  async remove(actor: InboxActor, contactId: string, noteId: string): Promise<void> {
    await this.#events.write(async (trx, record) => {
      const contactIds = await contactsOfPerson(trx, contactId);
      const [person] = contactIds;
      if (!(await deleteContactNote(trx, contactIds, noteId))) throw notFound("note");
      await this.#audit(trx, {
        actor: actor.key,
        act: "contact.note-removed",
        target: `contact:${person}`,
        details: { note: noteId },
      });
      record({ type: "contact.updated", data: { contactId: person, note: noteId, by: actor.key } });
    });
  }
}

function toNote(row: ContactNotesTable): ContactNote {
  return {
    id: row.id,
    text: row.text,
    author: { key: row.author, name: row.author_name },
    writtenAt: new Date(row.written_at),
  };
}
