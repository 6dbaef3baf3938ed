import type { Database, Writes } from "../db/database.ts";
import type { AuditPage, NewAuditEntry } from "./audit-entry.ts";
import { auditEntries, insertAuditEntry } from "./audit-store.ts";

/** What admins did. Entries are written in the transaction of the act itself wherever there is one, and never change. */
export class Audit {
  readonly #database: Database;
  readonly #now: () => Date;

  constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** Notes an act as part of its transaction. */
  async note(trx: Writes, entry: NewAuditEntry): Promise<void> {
    await insertAuditEntry(trx, entry, this.#now());
  }

  /** For acts that have no transaction of ours, such as pressing a channel's reconnect button. */
  async noteAlone(entry: NewAuditEntry): Promise<void> {
    await this.#database.write((trx) => this.note(trx, entry));
  }

  list(limit: number, before?: string): Promise<AuditPage> {
    return auditEntries(this.#database.queries, limit, before);
  }
}
