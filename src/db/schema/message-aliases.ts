/** Further platform ids of one message: the pieces of a long reply. */
export interface MessageAliasesTable {
  conversation_id: string;
  external_id: string;
  message_id: string;
}
