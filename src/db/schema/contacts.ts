/** People who write to us. */
export interface ContactsTable {
  id: string;
  name: string;
  locale: string | null;
  created_at: number;
  updated_at: number;
}
