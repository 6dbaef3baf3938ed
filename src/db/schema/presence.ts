/** Windows of agents with a conversation in them. `doing`: viewing or writing. */
export interface PresenceTable {
  agent_id: string;
  window_id: string;
  conversation_id: string;
  doing: string;
  expires_at: number;
}
