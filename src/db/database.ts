import { type Kysely, sql, type Transaction } from "kysely";
import { migrateToLatest } from "./migrate.ts";
import { openMysql } from "./mysql.ts";
import type { Schema } from "./schema/index.ts";
import { openSqlite } from "./sqlite.ts";
import { isConnectionLost, isWorthAnotherTry } from "./errors.ts";

/** Where a query may run: on the database, or inside a transaction. */
export type Queries = Kysely<Schema>;

/** Inside a transaction: only for writers that must not run outside one. */
export type Writes = Transaction<Schema>;

/** The database the hub runs on, whichever of the two it is. */
export interface Database {
  readonly dialect: "sqlite" | "mysql";
  /** For reads. */
  readonly queries: Queries;
  /**
   * Runs `work` in one transaction and commits it; resolves when the result would survive a power cut. Deadlocks, lost
   * races and connections that broke before the commit are tried again from the start, so `work` must have no effect
   * outside the database.
   */
  write<T>(work: (trx: Writes) => Promise<T>): Promise<T>;
  /** Brings the tables up to date, under a lock; resolves with the names of the migrations it ran. */
  migrate(): Promise<readonly string[]>;
  /** Proves that the server keeps what it is given. Resolves with warnings; rejects when it would corrupt data. */
  selfTest(): Promise<readonly string[]>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const tries = 6;

/** Opens `sqlite:<file>` or `mysql://…`. Does no more than connect. */
export function openDatabase(url: string): Database {
  const engine = url.startsWith("sqlite:")
    ? openSqlite(url.slice("sqlite:".length))
    : openMysql(url);
  const { queries } = engine;
  const write: Database["write"] = async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      let mayBeCommitted = false;
      try {
        return await queries.transaction().execute(async (trx) => {
          const done = await work(trx);
          mayBeCommitted = true;
          return done;
        });
      } catch (error) {
        const nothingHappened =
          isWorthAnotherTry(error) || (isConnectionLost(error) && !mayBeCommitted);
        if (attempt === tries || !nothingHappened) throw error;
        await pause(attempt);
      }
    }
  };
  return {
    dialect: engine.dialect,
    queries,
    write,
    migrate: () => migrateToLatest(queries),
    selfTest: () => engine.selfTest(),
    async ping() {
      await sql`select 1`.execute(queries);
    },
    close: () => engine.close(),
  };
}

/** Two losers of one race must not meet again. */
async function pause(attempt: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
}
