import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import mysql from "mysql2/promise";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { type DatabaseName, mysqlUrl } from "./requirements.ts";

/** A database as a test finds it: migrated, empty, its own. */
export interface TestDatabase extends Database {
  /** For a second process, or a second connection, to the same data. */
  readonly url: string;
}

/**
 * Gives each test of the surrounding suite an empty database: on SQLite a file of its own, on MySQL the file's own
 * database, emptied. Ask for it inside the test; it is closed afterwards.
 */
export function useDatabase(name: DatabaseName): () => TestDatabase {
  const server = name === "mysql" ? mysqlSuite() : sqliteSuite();
  let current: TestDatabase | undefined;
  beforeAll(server.create);
  beforeEach(async ({ onTestFinished }) => {
    const url = await server.empty();
    const database = Object.assign(openDatabase(url), { url });
    current = database;
    // Registered first and so run last, after those of whatever the test built on the database.
    onTestFinished(() => database.close());
  });
  afterAll(server.drop);
  return () => {
    if (current === undefined) throw new Error("There is a database only inside of tests.");
    return current;
  };
}

interface Server {
  create(): Promise<void>;
  /** Resolves with the URL of an empty, migrated database. */
  empty(): Promise<string>;
  drop(): Promise<void>;
}

function sqliteSuite(): Server {
  let directory: string;
  let count = 0;
  return {
    async create() {
      directory = await mkdtemp(path.join(tmpdir(), "switchboard-database-"));
      await migrate(`sqlite:${path.join(directory, "template.db")}`);
    },
    async empty() {
      count += 1;
      const file = path.join(directory, `${count}.db`);
      await copyFile(path.join(directory, "template.db"), file);
      // The driver empties the log into the file when it feels like it.
      const log = path.join(directory, "template.db-wal");
      if (existsSync(log)) await copyFile(log, `${file}-wal`);
      return `sqlite:${file}`;
    },
    drop: () => rm(directory, { recursive: true, force: true }),
  };
}

function mysqlSuite(): Server {
  const name = `switchboard_test_${randomBytes(6).toString("hex")}`;
  const url = (): string => Object.assign(new URL(mysqlUrl()), { pathname: name }).href;
  const query = async (uri: string, statements: string): Promise<readonly unknown[]> => {
    const connection = await mysql.createConnection({ uri, multipleStatements: true });
    try {
      const [rows] = await connection.query(statements);
      return rows as readonly unknown[];
    } finally {
      await connection.end();
    }
  };
  return {
    async create() {
      await query(mysqlUrl(), `create database ${name}`);
      await migrate(url());
    },
    async empty() {
      const tables = (await query(
        url(),
        `select table_name as name from information_schema.tables
          where table_schema = '${name}' and table_name not in ('event_counter', 'search_progress')
          and table_name not like 'kysely%'`,
      )) as readonly { readonly name: string }[];
      const deletes = tables.map((table) => `delete from \`${table.name}\`;`);
      await query(
        url(),
        `${deletes.join("\n")} update event_counter set last = 0; update search_progress set last_event = 0;`,
      );
      return url();
    },
    async drop() {
      await query(mysqlUrl(), `drop database if exists ${name}`);
    },
  };
}

async function migrate(url: string): Promise<void> {
  const database = openDatabase(url);
  try {
    await database.migrate();
    // The file alone has to be whole: it is copied.
    if (database.dialect === "sqlite") {
      await sql`pragma wal_checkpoint(truncate)`.execute(database.queries);
    }
  } finally {
    await database.close();
  }
}
