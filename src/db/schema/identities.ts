/** One address of a contact on one channel. */
export interface IdentitiesTable {
  id: string;
  channel_id: string;
  external_id: string;
  contact_id: string;
  name: string;
  is_bot: 0 | 1;
  created_at: number;
}
