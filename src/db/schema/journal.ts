/** Every platform event that was acknowledged, once, with its payload (JSON) as it came. */
export interface JournalTable {
  channel_id: string;
  dedupe_key: string;
  type: string;
  raw: string | null;
  received_at: number;
}
