import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  MysqlDialect as KyselyMysqlDialect,
  MysqlDriver as KyselyMysqlDriver,
  type MysqlDialectConfig,
  type QueryResult,
  type TransactionSettings,
} from "kysely";
import type { ResultSetHeader } from "mysql2";
import { isUnanswered } from "./special-queries.ts";

/**
 * Kysely's dialect with fewer waits for the server: the beginning of a transaction goes with its first query, and what
 * nobody needs the answer of with the next one, or with the commit. Needs `multipleStatements`.
 */
export class MysqlDialect extends KyselyMysqlDialect {
  readonly #config: MysqlDialectConfig;

  constructor(config: MysqlDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new MysqlDriver(new KyselyMysqlDriver(this.#config));
  }
}

type BareConnection = Parameters<KyselyMysqlDriver["releaseConnection"]>[0];

class MysqlDriver implements Driver {
  readonly #bare: KyselyMysqlDriver;

  constructor(bare: KyselyMysqlDriver) {
    this.#bare = bare;
  }

  async acquireConnection(): Promise<MysqlConnection> {
    return new MysqlConnection((await this.#bare.acquireConnection()) as BareConnection);
  }

  releaseConnection({ bare }: MysqlConnection): Promise<void> {
    return this.#bare.releaseConnection(bare);
  }

  async beginTransaction(
    connection: MysqlConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    const isPlain = settings.isolationLevel === undefined && settings.accessMode === undefined;
    if (isPlain) connection.later(CompiledQuery.raw("begin"));
    else await this.#bare.beginTransaction(connection.bare, settings);
  }

  async commitTransaction(connection: MysqlConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: MysqlConnection): Promise<void> {
    connection.forget();
    await this.#bare.rollbackTransaction(connection.bare);
  }

  init(): Promise<void> {
    return this.#bare.init();
  }

  destroy(): Promise<void> {
    return this.#bare.destroy();
  }
}

/** Characters, so that what travels together stays far below the server's `max_allowed_packet`. */
const mostWaiting = 1_000_000;

class MysqlConnection implements DatabaseConnection {
  readonly bare: BareConnection;
  #waiting: CompiledQuery[] = [];
  #size = 0;

  constructor(bare: BareConnection) {
    this.bare = bare;
  }

  /** Goes with the next query. The server stops at the first one that fails, so that none after it is run. */
  later(query: CompiledQuery): void {
    this.#waiting.push(query);
    this.#size += sizeOf(query);
  }

  forget(): void {
    this.#waiting = [];
    this.#size = 0;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (isUnanswered(query) && this.#size + sizeOf(query) <= mostWaiting) {
      this.later(query);
      return { rows: [] };
    }
    if (this.#waiting.length === 0) return await this.bare.executeQuery<R>(query);
    const all = [...this.#waiting, query];
    this.forget();
    const { rows } = await this.bare.executeQuery<R[] | ResultSetHeader>(
      CompiledQuery.raw(
        all.map(({ sql }) => sql).join(";\n"),
        all.flatMap(({ parameters }) => parameters),
      ),
    );
    return resultOf(rows.at(-1));
  }

  async *streamQuery<R>(query: CompiledQuery, size: number): AsyncIterableIterator<QueryResult<R>> {
    yield* this.bare.streamQuery<R>(query, size);
  }
}

/** As Kysely's own connection reads an answer. */
function resultOf<R>(answer: R[] | ResultSetHeader | undefined): QueryResult<R> {
  if (answer === undefined || Array.isArray(answer)) return { rows: answer ?? [] };
  return {
    rows: [],
    numAffectedRows: BigInt(answer.affectedRows),
    ...(answer.insertId > 0 && { insertId: BigInt(answer.insertId) }),
  };
}

function sizeOf({ sql, parameters }: CompiledQuery): number {
  return parameters.reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? value.length : 8),
    sql.length,
  );
}
