/** Labels on conversations. */
export interface ConversationLabelsTable {
  conversation_id: string;
  label: string;
}
