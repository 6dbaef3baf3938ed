/** What colleagues note about a person. `author` is who wrote it, as in the audit log. */
export interface ContactNotesTable {
  id: string;
  contact_id: string;
  author: string;
  author_name: string;
  text: string;
  written_at: number;
}
