/** Every platform event that was acknowledged, once. `event` is kept (JSON) only while it is quarantined. */
export interface JournalTable {
  id: string;
  channel_id: string;
  dedupe_key: string;
  type: string;
  state: "stored" | "quarantined";
  reason: string | null;
  event: string | null;
  raw: string | null;
  received_at: number;
}
