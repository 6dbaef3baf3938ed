/**
 * Changes of messages that aren't known yet, under the ids that the platform will give the message. `slot`: a message
 * has one of each; `precedence`: the higher one stays; `event` is the adapter's, for this one message, as JSON.
 */
export interface EarlyChangesTable {
  channel_id: string;
  thread_id: string;
  external_id: string;
  slot: string;
  precedence: number;
  event: string;
  kept_at: number;
}
