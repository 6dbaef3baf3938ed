import { type Kysely, sql, type Transaction } from "kysely";
import { migrateToLatest } from "./migrate.ts";
import { openMysql } from "./mysql.ts";
import type { Schema } from "./schema/index.ts";
import { openSqlite } from "./sqlite.ts";
import { isWorthAnotherTry } from "./errors.ts";

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
   * Runs `work` in one transaction and commits it. Deadlocks and lost races are tried again from the start, so `work`
   * must have no effect outside the database.
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
  return {
    dialect: engine.dialect,
    queries,
    async write(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await queries.transaction().execute(work);
        } catch (error) {
          if (attempt === tries || !isWorthAnotherTry(error)) throw error;
          await pause(attempt);
        }
      }
    },
    migrate: () => migrateToLatest(queries),
    selfTest: () => engine.selfTest(),
    async ping() {
      await sql`select 1`.execute(queries);
    },
    close: () => queries.destroy(),
  };
}

/** Two losers of one race must not meet again. */
async function pause(attempt: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
}
