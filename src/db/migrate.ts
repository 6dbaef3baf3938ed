import { type Kysely, Migrator } from "kysely";
import { migrations } from "../../migrations/index.ts";

/** Runs what is missing, one process at a time (Kysely's lock table). Rejects with what failed and where. */
export async function migrateToLatest<T>(db: Kysely<T>): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === "Error")?.migrationName;
    throw new Error(`Migration ${failed ?? "(none begun)"} failed; the database is as before it.`, {
      cause: error,
    });
  }
  return (results ?? []).map((result) => result.migrationName);
}
