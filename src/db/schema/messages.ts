/** Entries of conversations. `parts`, `details` and `reactions` are JSON; order is (`ordered_at`, `id`), and ids rise with arrival. */
export interface MessagesTable {
  id: string;
  conversation_id: string;
  channel_id: string;
  direction: "inbound" | "outbound" | "note" | "activity";
  origin: "live" | "catch-up" | "history";
  external_id: string | null;
  dedupe_key: string | null;
  identity_id: string | null;
  agent_id: string | null;
  author_name: string;
  parts: string;
  sent_at: number;
  ordered_at: number;
  received_at: number;
  edited_at: number | null;
  deleted_at: number | null;
  details: string | null;
  reactions: string | null;
  delivery_state: string | null;
  delivery_code: string | null;
  delivery_reason: string | null;
}
