import { type Kysely, Migrator, sql } from "kysely";
import { migrations } from "../../migrations/index.ts";
import { isMysql } from "./dialect.ts";

/** A newer version of the hub was here before: its tables must not be touched by an older one. */
export class DatabaseTooNewError extends Error {
  override readonly name = "DatabaseTooNewError";

  constructor(unknown: readonly string[]) {
    super(
      `The database belongs to a newer version of Switchboard (it has ${unknown.join(", ")}). ` +
        "Start that version, or restore the backup that was made before the upgrade.",
    );
  }
}

/** Runs what is missing, one process at a time. Rejects with what failed and where. */
export async function migrateToLatest<T>(db: Kysely<T>): Promise<readonly string[]> {
  return isMysql(db) ? await runMissing(db) : await db.connection().execute(allOrNothing);
}

/** SQLite takes back tables, too; and whoever begins like this is the only one who writes. */
async function allOrNothing<T>(db: Kysely<T>): Promise<readonly string[]> {
  await sql`begin immediate`.execute(db);
  try {
    const names = await runMissing(db);
    await sql`commit`.execute(db);
    return names;
  } catch (error) {
    await sql`rollback`.execute(db);
    throw error;
  }
}

async function runMissing<T>(db: Kysely<T>): Promise<readonly string[]> {
  const { unknown } = await migrationState(db);
  if (unknown.length > 0) throw new DatabaseTooNewError(unknown);
  // On MySQL it takes a named lock of the server's, which goes with the connection.
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === "Error")?.migrationName;
    const now = isMysql(db)
      ? "Its tables may be half made: restore the backup from before the upgrade."
      : "The database is as it was before.";
    throw new Error(`Migration ${failed ?? "(none begun)"} failed. ${now}`, { cause: error });
  }
  return (results ?? []).map((result) => result.migrationName);
}

/** Which migrations a database still lacks, and which it has that this version doesn't know. Changes nothing. */
export async function migrationState<T>(
  db: Kysely<T>,
): Promise<{ readonly pending: readonly string[]; readonly unknown: readonly string[] }> {
  const done = (await hasMigrationTable(db))
    ? await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
    : { rows: [] };
  const names = done.rows.map(({ name }) => name);
  return {
    pending: Object.keys(migrations).filter((name) => !names.includes(name)),
    unknown: names.filter((name) => !(name in migrations)),
  };
}

async function hasMigrationTable<T>(db: Kysely<T>): Promise<boolean> {
  const query = isMysql(db)
    ? sql`select 1 from information_schema.tables
        where table_schema = database() and table_name = 'kysely_migration'`
    : sql`select 1 from sqlite_master where type = 'table' and name = 'kysely_migration'`;
  return (await query.execute(db)).rows.length > 0;
}
