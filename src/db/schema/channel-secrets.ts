/** What sessions keep for themselves, encrypted. */
export interface ChannelSecretsTable {
  channel_id: string;
  name: string;
  sealed: string;
}
