import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, SqliteDialect, sql, type SqliteDatabase, type SqliteStatement } from "kysely";
import Libsql from "libsql";
import { LRUCache } from "lru-cache";
import type { Schema } from "./schema/index.ts";
import type { Engine } from "./engine.ts";
import { bigNumber, hardText, SelfTestError } from "./self-test.ts";
import { WalSync } from "./wal-sync.ts";

/** The embedded database: one file, one writer, nothing to install. */
export function openSqlite(file: string): Engine {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const database = new Libsql(file);
  // First of all: another process may be opening the file at this moment.
  database.pragma("busy_timeout = 5000");
  const isLogged = database.pragma("journal_mode = WAL", { simple: true }) === "wal";
  for (const pragma of [
    // What is acknowledged must survive a power cut: with a log of its own that is synced by `WalSync`, else by SQLite.
    `synchronous = ${isLogged ? "NORMAL" : "FULL"}`,
    "foreign_keys = ON",
    "cache_size = -16000",
  ]) {
    database.pragma(pragma);
  }
  const log = isLogged ? new WalSync(file) : undefined;
  const queries = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: withStatementCache(database) }),
  });
  return {
    dialect: "sqlite",
    queries,
    durable: () => log?.durable() ?? Promise.resolve(),
    selfTest: () => selfTest(queries),
    async close() {
      await log?.durable();
      await queries.destroy();
      await log?.close();
    },
  };
}

/**
 * Every transaction of ours writes. One that only finds out at its first change that another process wrote since its
 * first look fails; and the statement that failed would keep the old state in sight of this connection for ever.
 */
const beginWriting = "begin immediate";

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
      const statement = database.prepare(text === "begin" ? beginWriting : text);
      statements.set(text, statement);
      return statement;
    },
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
