/** Events that were acknowledged but can't be applied yet; `event` is the adapter's, as JSON. */
export interface QuarantinedEventsTable {
  id: string;
  channel_id: string;
  type: string;
  event: string;
  reason: string;
  received_at: number;
}
