/** A reply kept ready. `owner_id`: an agent's own, or empty for everybody's. `texts`: JSON, a text by language tag. */
export interface CannedRepliesTable {
  id: string;
  owner_id: string;
  short_code: string;
  title: string;
  texts: string;
  updated_at: number;
}
