import type { Generated } from "kysely";

/** What is found by words. Its tokens are in the full-text index: on SQLite `search_index`, else a column of its own. */
export interface SearchDocumentsTable {
  number: Generated<number>;
  message_id: string;
  conversation_id: string;
  channel_id: string;
  sent_at: number;
}
