import type { Kysely } from "kysely";

/** The two differ in few places; those ask here. SQLite is the one with RETURNING. */
export function isMysql<T>(db: Kysely<T>): boolean {
  return !db.getExecutor().adapter.supportsReturning;
}
