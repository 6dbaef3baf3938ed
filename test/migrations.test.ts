import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Migrator, sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrations } from "../migrations/index.ts";
import { type Database, openDatabase } from "../src/db/database.ts";
import { migrationState } from "../src/db/migrate.ts";
import { type DatabaseName, databasesUnderTest, mysqlUrl } from "./support/requirements.ts";

const all = Object.keys(migrations);

describe.each(databasesUnderTest())("migrations on %s", (name) => {
  it("make the same database in one go as one version after the other", async () => {
    const fresh = openDatabase(await emptyDatabase(name));
    const upgraded = openDatabase(await emptyDatabase(name));
    onTestFinished(async () => {
      await Promise.all([fresh.close(), upgraded.close()]);
    });
    expect(await fresh.migrate()).toEqual(all);
    for (const step of all) {
      const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
      const { error } = await new Migrator({ db: upgraded.queries, provider }).migrateTo(step);
      expect(error).toBeUndefined();
    }
    const tables = await schemaOf(fresh);
    expect(tables.length).toBeGreaterThan(20);
    expect(await schemaOf(upgraded)).toEqual(tables);
    expect(await fresh.migrate()).toEqual([]);
    expect(await upgraded.migrate()).toEqual([]);
    expect(await fresh.selfTest()).toEqual([]);
  });

  it("keep every byte apart and nothing padded, in each column that is looked up", async () => {
    const database = openDatabase(await emptyDatabase(name));
    onTestFinished(() => database.close());
    await database.migrate();
    const keys = ["a", "A", "á", "a ", " a", "😀", "😃", "ß", "ss"];
    const now = 0;
    await database.write(async (trx) => {
      for (const external of keys) {
        await trx
          .insertInto("identities")
          .values({
            id: external,
            channel_id: "channel",
            external_id: external,
            contact_id: "contact",
            name: "😀",
            is_bot: 0,
            created_at: now,
          })
          .execute();
      }
    });
    for (const external of keys) {
      const rows = await database.queries
        .selectFrom("identities")
        .select("external_id")
        .where("external_id", "=", external)
        .execute();
      expect(rows).toEqual([{ external_id: external }]);
    }
  });

  it("run once when two processes start at the same moment", async () => {
    const url = await emptyDatabase(name);
    const done = await Promise.all([migrateInAProcess(url), migrateInAProcess(url)]);
    expect(done.flat()).toEqual(all);
    const database = openDatabase(url);
    onTestFinished(() => database.close());
    expect(await database.migrate()).toEqual([]);
  });

  it("leave a newer version's database alone, and say what to do", async () => {
    const database = openDatabase(await emptyDatabase(name));
    onTestFinished(() => database.close());
    await database.migrate();
    await sql`insert into kysely_migration (name, timestamp) values ('9999_future', '')`.execute(
      database.queries,
    );
    await expect(database.migrate()).rejects.toThrow(
      "The database belongs to a newer version of Switchboard (it has 9999_future)",
    );
    expect(await migrationState(database.queries)).toEqual({
      pending: [],
      unknown: ["9999_future"],
    });
  });

  it("name the one that failed, and what state the database is in", async () => {
    const database = openDatabase(await emptyDatabase(name));
    onTestFinished(() => database.close());
    await sql`create table conversations (id integer)`.execute(database.queries);
    const after =
      name === "mysql"
        ? "Its tables may be half made: restore the backup from before the upgrade."
        : "The database is as it was before.";
    await expect(database.migrate()).rejects.toThrow(
      `Migration 0004_conversations failed. ${after}`,
    );
  });
});

describe("a migration that fails on sqlite", () => {
  it("takes back those before it, so that all can be run again after a fix", async () => {
    const database = openDatabase(await emptyDatabase("sqlite"));
    onTestFinished(() => database.close());
    await sql`create table conversations (id integer)`.execute(database.queries);
    await expect(database.migrate()).rejects.toThrow("0004_conversations");
    expect(await schemaOf(database)).toHaveLength(1);
    await sql`drop table conversations`.execute(database.queries);
    expect(await database.migrate()).toEqual(all);
  });
});

/** The URL of a database of its own, empty, removed after the test. */
async function emptyDatabase(name: DatabaseName): Promise<string> {
  if (name === "sqlite") {
    const directory = await mkdtemp(path.join(tmpdir(), "switchboard-migrations-"));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    return `sqlite:${path.join(directory, "hub.db")}`;
  }
  const schema = `switchboard_test_${randomBytes(6).toString("hex")}`;
  const server = openDatabase(mysqlUrl());
  await sql`create database ${sql.id(schema)}`.execute(server.queries);
  onTestFinished(async () => {
    await sql`drop database ${sql.id(schema)}`.execute(server.queries);
    await server.close();
  });
  return Object.assign(new URL(mysqlUrl()), { pathname: schema }).href;
}

/** Everything that makes up the tables, in the database's own words. */
async function schemaOf({ queries, dialect }: Database): Promise<readonly string[]> {
  if (dialect === "sqlite") {
    const { rows } = await sql<{ name: string; sql: string | null }>`
      select name, sql from sqlite_master order by name`.execute(queries);
    return rows.map(({ name, sql: text }) => `${name}: ${text}`);
  }
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = database() order by table_name`.execute(queries);
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<Record<string, string>>`show create table ${sql.id(name)}`.execute(
      queries,
    );
    texts.push(rows[0]?.["Create Table"] ?? "");
  }
  return texts;
}

/** Resolves with the migrations that another process ran. */
async function migrateInAProcess(url: string): Promise<readonly string[]> {
  const script = `
    import { openDatabase } from "./src/db/database.ts";
    const database = openDatabase(${JSON.stringify(url)});
    process.stdout.write(JSON.stringify(await database.migrate()));
    await database.close();`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(0);
  return JSON.parse(Buffer.concat(chunks).toString()) as readonly string[];
}
