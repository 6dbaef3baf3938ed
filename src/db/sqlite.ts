import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, SqliteDialect, sql, type SqliteDatabase, type SqliteStatement } from "kysely";
import Libsql from "libsql";
import { LRUCache } from "lru-cache";
import type { Schema } from "./schema/index.ts";
import { bigNumber, hardText, SelfTestError } from "./self-test.ts";

/** The embedded database: one file, one writer, nothing to install. */
export function openSqlite(file: string): {
  readonly dialect: "sqlite";
  readonly queries: Kysely<Schema>;
  selfTest(): Promise<readonly string[]>;
} {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const queries = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: () => Promise.resolve(open(file)) }),
  });
  return { dialect: "sqlite", queries, selfTest: () => selfTest(queries) };
}

function open(file: string): SqliteDatabase {
  const database = new Libsql(file);
  // FULL: a commit is on the disk before it returns, so that an acknowledged message survives a power cut.
  for (const pragma of [
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 5000",
    "foreign_keys = ON",
    "cache_size = -16000",
  ]) {
    database.pragma(pragma);
  }
  return withStatementCache(database);
}

/** Preparing costs more than running; batches come in few shapes, so that their statements are kept. */
function withStatementCache(database: InstanceType<typeof Libsql>): SqliteDatabase {
  const statements = new LRUCache<string, SqliteStatement>({ max: 300 });
  return {
    close: () => {
      statements.clear();
      database.close();
    },
    prepare(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement = database.prepare(text) as unknown as SqliteStatement;
      statements.set(text, statement);
      return statement;
    },
  };
}

async function selfTest(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ text: string; big: string; sync: number; mode: string }>`
    select ${hardText} as text, cast(${bigNumber} as text) as big,
      (select synchronous from pragma_synchronous) as sync,
      (select journal_mode from pragma_journal_mode) as mode`.execute(db);
  const row = rows[0];
  if (row?.text !== hardText) throw new SelfTestError("text does not come back as it was written");
  if (row.big !== bigNumber) throw new SelfTestError("64-bit numbers are rounded");
  if (row.sync < 2)
    throw new SelfTestError("synchronous is not FULL: a power cut would lose messages");
  return row.mode === "wal" || row.mode === "memory"
    ? []
    : [`journal_mode is ${row.mode}, not wal: slower, and readers wait for the writer`];
}
