/** Former thread ids: a group that became a supergroup. */
export interface ConversationAliasesTable {
  channel_id: string;
  thread_id: string;
  current_thread_id: string;
}
