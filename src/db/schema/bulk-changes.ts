/** Changes to many conversations at once. `wanted`: JSON; `undoes`: the one that it takes back. */
export interface BulkChangesTable {
  id: string;
  actor_key: string;
  agent_id: string | null;
  actor_name: string;
  wanted: string;
  undoes: string | null;
  state: string;
  created_at: number;
  /** When a process last worked on it: another one takes over what was left. */
  touched_at: number;
  finished_at: number | null;
}
