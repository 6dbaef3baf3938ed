import { sql, type Kysely, type RawBuilder, type CreateTableBuilder } from "kysely";

/** Which of the two databases a migration runs on. */
export type Dialect = "sqlite" | "mysql";

/** The column types that the tables are made of, per database. */
export interface ColumnTypes {
  /** An id made by the application: UUIDv7, 36 characters. */
  readonly id: RawBuilder<unknown>;
  /** A short word of ours: a state, a code, a kind. */
  readonly word: RawBuilder<unknown>;
  /** Something from outside that is looked up: at most 255 characters, compared byte by byte. */
  readonly key: RawBuilder<unknown>;
  /** Anything longer, JSON included: 16 MB at most. */
  readonly text: RawBuilder<unknown>;
  /** Counters, flags (0, 1), times in milliseconds since 1970. */
  readonly integer: RawBuilder<unknown>;
}

const sqlite: ColumnTypes = {
  id: sql`text`,
  word: sql`text`,
  key: sql`text`,
  text: sql`text`,
  integer: sql`integer`,
};

const mysql: ColumnTypes = {
  id: sql`varchar(36)`,
  word: sql`varchar(64)`,
  key: sql`varchar(255)`,
  text: sql`mediumtext`,
  integer: sql`bigint`,
};

export function columnTypes(dialect: Dialect): ColumnTypes {
  return dialect === "mysql" ? mysql : sqlite;
}

/** Which database this is, asked of the database itself. */
export async function dialectOf(db: Kysely<unknown>): Promise<Dialect> {
  return (await mysqlVersion(db)) === undefined ? "sqlite" : "mysql";
}

/**
 * Starts a table. On MySQL every text column then compares byte by byte and without padding: under the usual
 * collations `ABC` and `abc`, 😀 and 😃, or a trailing space would be duplicates of each other.
 */
export async function createTable(
  db: Kysely<unknown>,
  name: string,
): Promise<CreateTableBuilder<string>> {
  const version = await mysqlVersion(db);
  const table = db.schema.createTable(name);
  if (version === undefined) return table;
  const collation = version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
  return table.modifyEnd(sql.raw(`engine=InnoDB default charset=utf8mb4 collate=${collation}`));
}

async function mysqlVersion(db: Kysely<unknown>): Promise<string | undefined> {
  const adapter = db.getExecutor().adapter;
  // Kysely's SQLite adapter is the only one of the two with RETURNING.
  if (adapter.supportsReturning) return undefined;
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db);
  return rows[0]?.version;
}
