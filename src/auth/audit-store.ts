import { uuidv7 } from "uuidv7";
import type { Queries, Writes } from "../db/database.ts";
import type { AuditEntriesTable } from "../db/schema/audit-entries.ts";
import type { AuditEntry, AuditPage, NewAuditEntry } from "./audit-entry.ts";

export async function insertAuditEntry(trx: Writes, entry: NewAuditEntry, at: Date): Promise<void> {
  await trx
    .insertInto("audit_entries")
    .values({
      id: uuidv7(),
      at: at.getTime(),
      actor: entry.actor,
      act: entry.act,
      target: entry.target,
      details: JSON.stringify(entry.details ?? {}),
    })
    .execute();
}

/** Newest first; ids rise with time, so that one key is enough. */
export async function auditEntries(
  db: Queries,
  limit: number,
  before: string | undefined,
): Promise<AuditPage> {
  let query = db
    .selectFrom("audit_entries")
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (before !== undefined) query = query.where("id", "<", before);
  const rows = await query.execute();
  const entries = rows.slice(0, limit).map(toEntry);
  return { entries, next: rows.length > limit ? entries.at(-1)?.id : undefined };
}

function toEntry(row: AuditEntriesTable): AuditEntry {
  return {
    id: row.id,
    at: new Date(row.at),
    actor: row.actor,
    act: row.act,
    target: row.target,
    details: JSON.parse(row.details) as Readonly<Record<string, unknown>>,
  };
}
