/** The change log. `data` is JSON. */
export interface EventsTable {
  number: number;
  type: string;
  at: number;
  channel_id: string | null;
  conversation_id: string | null;
  message_id: string | null;
  data: string;
}
