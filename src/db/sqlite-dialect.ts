import {
  type Driver,
  SqliteDialect as KyselySqliteDialect,
  SqliteDriver as KyselySqliteDriver,
  type SqliteDatabase,
  type SqliteStatement,
} from "kysely";
import { LRUCache } from "lru-cache";
import type { SqliteConnection } from "./sqlite-connection.ts";

/** Kysely's dialect, but for how transactions begin and end. */
export class SqliteDialect extends KyselySqliteDialect {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    super({ database: withStatementCache(connection) });
    this.#connection = connection;
  }

  override createDriver(): Driver {
    return new SqliteDriver(this.#connection);
  }
}

class SqliteDriver extends KyselySqliteDriver {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    super({ database: withStatementCache(connection) });
    this.#connection = connection;
  }

  override async commitTransaction(): Promise<void> {
    await this.#connection.commit();
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
