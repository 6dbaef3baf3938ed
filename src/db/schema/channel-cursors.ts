/** How far each channel has been read; moves in the transaction that stored the events. */
export interface ChannelCursorsTable {
  channel_id: string;
  name: string;
  value: string;
  stored_at: number;
}
