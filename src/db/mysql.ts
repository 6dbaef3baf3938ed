import { Kysely, sql } from "kysely";
import { createPool } from "mysql2";
import type { Engine } from "./engine.ts";
import { MysqlDialect } from "./mysql-dialect.ts";
import type { Schema } from "./schema/index.ts";
import { bigNumber, hardText, SelfTestError } from "./self-test.ts";

/** What every connection is set to before its first query. */
const sessionSettings = [
  // A snapshot taken before a lock was waited for would show old rows.
  "set session transaction isolation level read committed",
  "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
  "set session time_zone = '+00:00', session innodb_lock_wait_timeout = 10",
];

/** MySQL 8 or MariaDB >= 10.6. */
export function openMysql(url: string): Engine {
  const pool = createPool({
    uri: url.replace(/^mariadb:/, "mysql:"),
    charset: "utf8mb4",
    connectionLimit: 10,
    // Integers beyond 2^53 come as strings, the others as numbers: all of ours are times and counters.
    supportBigNumbers: true,
    enableKeepAlive: true,
    connectTimeout: 10_000,
    timezone: "Z",
    // A transaction's statements travel together (see the dialect). Their texts are ours, and values never become text
    // that the server could take for more: the driver escapes them, and `sql_mode` says how.
    multipleStatements: true,
  });
  pool.on("connection", (connection) => {
    // Whoever runs a query on a broken connection is told so by the query, and the pool drops it. An error that nobody
    // listens to would end the process.
    connection.on("error", () => undefined);
    for (const statement of sessionSettings) {
      connection.query(statement, (error) => {
        // Without its settings a connection would cut values and read what is out of date.
        if (error) connection.destroy();
      });
    }
  });
  const queries = new Kysely<Schema>({ dialect: new MysqlDialect({ pool }) });
  return {
    dialect: "mysql",
    queries,
    selfTest: () => selfTest(queries),
    close: () => queries.destroy(),
  };
}

async function selfTest(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<Record<string, string | number>>`
    select ${hardText} as text, cast(${bigNumber} as signed) as big, @@version as version,
      @@sql_mode as mode, @@character_set_connection as charset,
      @@innodb_flush_log_at_trx_commit as flush, @@max_allowed_packet as packet`.execute(db);
  const row = rows[0] ?? {};
  const version = String(row["version"]);
  if (!isSupported(version)) {
    throw new SelfTestError(`${version} is too old; MySQL 8 or MariaDB 10.6 is needed`);
  }
  if (row["text"] !== hardText || row["charset"] !== "utf8mb4") {
    throw new SelfTestError("text is not kept as utf8mb4");
  }
  if (row["big"] !== bigNumber) throw new SelfTestError("64-bit numbers are rounded");
  if (!String(row["mode"]).includes("STRICT_")) {
    throw new SelfTestError("strict mode is off: values would be cut silently");
  }
  const warnings: string[] = [];
  if (Number(row["flush"]) !== 1) {
    warnings.push(
      "innodb_flush_log_at_trx_commit is not 1: a crash of the database server can lose acknowledged messages",
    );
  }
  if (Number(row["packet"]) < 16 * 1024 * 1024) {
    warnings.push("max_allowed_packet is below 16M: very long messages will be quarantined");
  }
  return warnings;
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return version.includes("MariaDB") ? major > 10 || (major === 10 && minor >= 6) : major >= 8;
}
