import { open, rm } from "node:fs/promises";
import { sql } from "kysely";
import type { Database } from "./database.ts";

/**
 * Writes the embedded database into a new file that only its owner may read, whole and as of one moment, while the hub
 * goes on. @throws `EEXIST` when the file is there already, or when the database is a server: that has its own tools.
 */
export async function backUp(database: Database, file: string): Promise<void> {
  if (database.dialect !== "sqlite") throw new Error("Only the embedded database is backed up.");
  // SQLite takes a file that is there as long as it is empty: so it has the right mode before it has any content.
  await (await open(file, "wx", 0o600)).close();
  try {
    await sql`vacuum into ${file}`.execute(database.queries);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
