/** Files: fetched from platforms, or uploaded by agents. The bytes lie in the storage under the id. */
export interface AttachmentsTable {
  id: string;
  channel_id: string | null;
  conversation_id: string | null;
  message_id: string | null;
  agent_id: string | null;
  state: "pending" | "ready" | "expired" | "too-large" | "failed";
  reason: string | null;
  kind: string;
  ref: string | null;
  mime_type: string | null;
  file_name: string | null;
  size: number | null;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  sha256: string | null;
  attempts: number;
  due_at: number;
  created_at: number;
}
