/** Those who answer and administer. */
export interface AgentsTable {
  id: string;
  email: string;
  name: string;
  role: "admin" | "agent";
  locale: string;
  password_hash: string;
  created_at: number;
  removed_at: number | null;
}
