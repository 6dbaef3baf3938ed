import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteDialect as KyselySqliteDialect,
  SqliteDriver as KyselySqliteDriver,
  type SqliteDatabase,
  type SqliteStatement,
} from "kysely";
import { LRUCache } from "lru-cache";
import { rowsOf } from "./special-queries.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";

/** Kysely's dialect, but for how transactions begin and end, and how many rows are written. */
export class SqliteDialect extends KyselySqliteDialect {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    super({ database: connection });
    this.#connection = connection;
  }

  override createDriver(): Driver {
    return new SqliteDriver(this.#connection);
  }
}

class SqliteDriver extends KyselySqliteDriver {
  readonly #database: SqliteConnection;
  readonly #prepared: SqliteDatabase;

  constructor(database: SqliteConnection) {
    const prepared = withStatementCache(database);
    super({ database: prepared });
    this.#database = database;
    this.#prepared = prepared;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return new Connection(await super.acquireConnection(), this.#prepared);
  }

  override async commitTransaction(): Promise<void> {
    await this.#database.commit();
  }
}

class Connection implements DatabaseConnection {
  readonly #bare: DatabaseConnection;
  readonly #prepared: SqliteDatabase;

  constructor(bare: DatabaseConnection, prepared: SqliteDatabase) {
    this.#bare = bare;
    this.#prepared = prepared;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const rows = rowsOf(query);
    if (rows === undefined) return await this.#bare.executeQuery(query);
    const statement = this.#prepared.prepare(query.sql);
    let affected = 0;
    for (const row of rows) affected += Number(statement.run(row).changes);
    return { rows: [], numAffectedRows: BigInt(affected) };
  }

  streamQuery<R>(query: CompiledQuery, size: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#bare.streamQuery(query, size);
  }
}

/**
 * Every transaction of ours writes. One that only finds out at its first change that another process wrote since its
 * first look fails; and the statement that failed would keep the old state in sight of this connection for ever.
 */
const beginWriting = "begin immediate";

/** Preparing costs more than running; batches come in few shapes, so that their statements are kept. */
function withStatementCache(connection: SqliteConnection): SqliteDatabase {
  const statements = new LRUCache<string, SqliteStatement>({ max: 300 });
  return {
    close: () => {
      statements.clear();
      connection.close();
    },
    prepare(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement = connection.prepare(text === "begin" ? beginWriting : text);
      statements.set(text, statement);
      return statement;
    },
  };
}
