import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, sql } from "kysely";
import type { Schema } from "./schema/index.ts";
import type { Engine } from "./engine.ts";
import { bigNumber, hardText, SelfTestError } from "./self-test.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { SqliteDialect } from "./sqlite-dialect.ts";

/** The embedded database: one file, one writer, nothing to install. */
export function openSqlite(file: string): Engine {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const database = new SqliteConnection(file);
  // First of all: another process may be opening the file at this moment.
  database.pragma("busy_timeout = 5000");
  for (const pragma of [
    "journal_mode = WAL",
    // What is acknowledged must survive a power cut.
    "synchronous = FULL",
    // Pages (64 MB): pages that many messages change are brought into the file once for all of them.
    "wal_autocheckpoint = 16000",
    "foreign_keys = ON",
    "cache_size = -16000",
  ]) {
    database.pragma(pragma);
  }
  const queries = new Kysely<Schema>({ dialect: new SqliteDialect(database) });
  return {
    dialect: "sqlite",
    queries,
    selfTest: () => selfTest(queries),
    close: () => queries.destroy(),
  };
}

async function selfTest(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ text: string; big: string; mode: string }>`
    select ${hardText} as text, cast(${bigNumber} as text) as big,
      (select journal_mode from pragma_journal_mode) as mode`.execute(db);
  const row = rows[0];
  if (row?.text !== hardText) throw new SelfTestError("text does not come back as it was written");
  if (row.big !== bigNumber) throw new SelfTestError("64-bit numbers are rounded");
  return row.mode === "wal" || row.mode === "memory"
    ? []
    : [`journal_mode is ${row.mode}, not wal: slower, and readers wait for the writer`];
}
