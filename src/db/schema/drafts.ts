/** What agents have begun to write. `mode`: reply or note; `id`: the Idempotency-Key that it will be sent with. */
export interface DraftsTable {
  agent_id: string;
  conversation_id: string;
  mode: string;
  id: string;
  text: string;
  saved_at: number;
}
