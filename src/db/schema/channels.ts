import type { Generated } from "kysely";

/** Connected accounts. `settings` is JSON, `sealed_settings` its secret half, encrypted; `lease_*` says which process runs it. */
export interface ChannelsTable {
  id: string;
  adapter: string;
  name: string;
  settings: string;
  sealed_settings: string;
  wanted: "running" | "paused";
  revision: Generated<number>;
  created_at: number;
  deleted_at: number | null;
  state: string;
  state_since: number;
  error_code: string | null;
  error_message: string | null;
  error_action: string | null;
  self: string | null;
  last_inbound_at: number | null;
  last_outbound_at: number | null;
  lease_owner: string | null;
  lease_until: number | null;
  lease_token: Generated<number>;
}
