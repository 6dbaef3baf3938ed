/** A conversation of a bulk change. `was`: what it was like before, JSON; `version`: what the change left. */
export interface BulkItemsTable {
  bulk_id: string;
  position: number;
  conversation_id: string;
  state: string;
  code: string | null;
  was: string | null;
  version: number | null;
}
