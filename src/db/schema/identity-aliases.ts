/** Other names of an identity: `phone:…`, `username:…`. */
export interface IdentityAliasesTable {
  channel_id: string;
  alias: string;
  identity_id: string;
}
