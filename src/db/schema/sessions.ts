/** Signed-in browsers; the token itself is known to the browser only. */
export interface SessionsTable {
  token_hash: string;
  agent_id: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
}
