/** Agents whom a note names. */
export interface MentionsTable {
  agent_id: string;
  conversation_id: string;
  message_id: string;
}
