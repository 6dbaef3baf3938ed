import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import mysql from "mysql2/promise";
import { openDatabase } from "../../src/db/database.ts";

/** A migrated, empty database, and a directory to go with it. */
export interface BenchDatabase {
  readonly dialect: "sqlite" | "mysql";
  readonly url: string;
  readonly directory: string;
  drop(): Promise<void>;
}

const server = process.env["SWITCHBOARD_TEST_MYSQL_URL"] ?? "mysql://root@127.0.0.1:3306";

export async function freshSqlite(): Promise<BenchDatabase> {
  const directory = await mkdtemp(
    path.join(process.env["BENCH_DIRECTORY"] ?? tmpdir(), "switchboard-bench-"),
  );
  const url = `sqlite:${path.join(directory, "bench.db")}`;
  await migrate(url);
  return {
    dialect: "sqlite",
    url,
    directory,
    drop: () => rm(directory, { recursive: true, force: true }),
  };
}

export async function freshMysql(): Promise<BenchDatabase> {
  const directory = await mkdtemp(
    path.join(process.env["BENCH_DIRECTORY"] ?? tmpdir(), "switchboard-bench-"),
  );
  const name = `switchboard_bench_${process.pid}_${Date.now()}`;
  const admin = await mysql.createConnection(server);
  await admin.query(`create database ${name}`);
  const url = new URL(`/${name}`, server).href;
  await migrate(url);
  return {
    dialect: "mysql",
    url,
    directory,
    async drop() {
      await admin.query(`drop database ${name}`);
      await admin.end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function migrate(url: string): Promise<void> {
  const database = openDatabase(url);
  await database.migrate();
  await database.close();
}

/** Whether there is a MySQL or MariaDB to measure. */
export async function isMysqlThere(): Promise<boolean> {
  try {
    const connection = await mysql.createConnection({ uri: server, connectTimeout: 2_000 });
    await connection.end();
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stdout.write(
      `skipped: MySQL, because ${new URL(server).host} does not answer (${reason})\n`,
    );
    return false;
  }
}
