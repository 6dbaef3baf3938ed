/** The one-time link of the first start. */
export interface SetupTokensTable {
  token_hash: string;
  created_at: number;
}
