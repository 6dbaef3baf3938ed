/** What admins did; never edited. `details` is JSON without secrets. */
export interface AuditEntriesTable {
  id: string;
  at: number;
  actor: string;
  act: string;
  target: string;
  details: string;
}
