import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Database, openDatabase, type Queries } from "../src/db/database.ts";
import { isConnectionLost } from "../src/db/errors.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { databasesUnderTest, describeOnMysql } from "./support/requirements.ts";

describe.each(databasesUnderTest())("transactions on %s", (name) => {
  const database = useDatabase(name);

  it("are whole or not there at all", async () => {
    await expect(
      database().write(async (trx) => {
        await contact(trx, "half");
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    await database().write((trx) => contact(trx, "whole"));
    expect(await names(database())).toEqual(["whole"]);
  });

  it("wait for each other, many more of them than there are connections", async () => {
    await contact(database().queries, "counter");
    await Promise.all(
      Array.from({ length: 60 }, () =>
        database().write(async (trx) => {
          const query = trx.selectFrom("contacts").select("updated_at").where("id", "=", "counter");
          const locked = name === "mysql" ? query.forUpdate() : query;
          const { updated_at: count } = await locked.executeTakeFirstOrThrow();
          await trx
            .updateTable("contacts")
            .set({ updated_at: count + 1 })
            .execute();
        }),
      ),
    );
    const row = await database().queries.selectFrom("contacts").select("updated_at").execute();
    expect(row).toEqual([{ updated_at: 60 }]);
  });

  it("give up with the database's own word when the work itself is at fault", async () => {
    let tries = 0;
    const twice = database().write(async (trx) => {
      tries += 1;
      await contact(trx, "same");
      await contact(trx, "same");
    });
    await expect(twice).rejects.toMatchObject({
      code: expect.stringMatching(/DUP|PRIMARYKEY/u) as string,
    });
    expect(tries).toBe(1);
  });

  it("answer a ping, and close without ever having been used", async () => {
    await database().ping();
    const another = openDatabase(database().url);
    await another.close();
    const fresh = openDatabase(database().url.replace(/\.db$/u, "-new.db"));
    await fresh.close();
    expect(await names(database())).toEqual([]);
  });
});

describe("two connections to one SQLite file", () => {
  const database = useDatabase("sqlite");

  it("wait for each other, and see what the other one wrote", async () => {
    const other = openDatabase(database().url);
    onTestFinished(() => other.close());
    await contact(other.queries, "counter");
    // Waiting inside of SQLite would keep this thread from letting the other one go on.
    await sql`pragma busy_timeout = 1`.execute(database().queries);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const theirs = other.write(async (trx) => {
      await trx.updateTable("contacts").set({ updated_at: 10 }).execute();
      await held;
    });
    expect(await updatedAt(database())).toBe(0);
    const ours = database().write(async (trx) => {
      const before = await updatedAt({ queries: trx });
      await trx
        .updateTable("contacts")
        .set({ updated_at: before + 1 })
        .execute();
    });
    await new Promise((resolve) => setImmediate(resolve));
    release();
    await Promise.all([theirs, ours]);
    expect(await updatedAt(other)).toBe(11);
    expect(await updatedAt(database())).toBe(11);
  });

  it("don't lose sight of what happens after one had to wait in vain", async () => {
    const other = openDatabase(database().url);
    onTestFinished(() => other.close());
    await contact(other.queries, "counter");
    await sql`pragma busy_timeout = 1`.execute(database().queries);
    await other.write(async (trx) => {
      await trx.updateTable("contacts").set({ updated_at: 10 }).execute();
      const vain = database().write((mine) => contact(mine, "in vain"));
      await expect(vain).rejects.toMatchObject({ code: "SQLITE_BUSY" });
    });
    expect(await updatedAt(database())).toBe(10);
    await database().write((trx) => rename(trx, "counter", "still going"));
    expect(await names(other)).toEqual(["still going"]);
  });
});

describeOnMysql("connections to MySQL", () => {
  const database = useDatabase("mysql");

  it("begin a transaction anew that lost a deadlock", async () => {
    await contact(database().queries, "a");
    await contact(database().queries, "b");
    const tries = { ab: 0, ba: 0 };
    let arrived = 0;
    let go = (): void => undefined;
    const bothHoldOne = new Promise<void>((resolve) => (go = resolve));
    const swap = (which: "ab" | "ba", first: string, second: string): Promise<void> =>
      database().write(async (trx) => {
        tries[which] += 1;
        await rename(trx, first, which);
        arrived += 1;
        if (arrived === 2) go();
        await bothHoldOne;
        await rename(trx, second, which);
      });
    await Promise.all([swap("ab", "a", "b"), swap("ba", "b", "a")]);
    expect(tries.ab + tries.ba).toBe(3);
    expect(new Set(await names(database())).size).toBe(1);
  });

  it("are replaced when the server drops them in the middle of a transaction, and it begins anew", async () => {
    let tries = 0;
    await database().write(async (trx) => {
      tries += 1;
      await contact(trx, `try ${tries}`);
      if (tries === 1) await kill(database(), await connectionId({ queries: trx }));
      await contact(trx, "both");
    });
    expect(await names(database())).toEqual(["both", "try 2"]);
  });

  it("that break at the commit leave it open whether it happened: it is not done twice", async () => {
    let tries = 0;
    const broken = database().write(async (trx) => {
      tries += 1;
      await contact(trx, `try ${tries}`);
      await kill(database(), await connectionId({ queries: trx }));
    });
    await expect(broken).rejects.toSatisfy(isConnectionLost);
    expect(tries).toBe(1);
    await database().write((trx) => contact(trx, "next"));
    expect(await names(database())).toEqual(["next"]);
  });

  it("are replaced when they were dropped while nobody used them", async () => {
    const idle = openDatabase(database().url);
    onTestFinished(() => idle.close());
    const ids = await Promise.all(Array.from({ length: 5 }, () => connectionId(idle)));
    for (const id of new Set(ids)) await kill(database(), id);
    await idle.write((trx) => contact(trx, "next"));
    expect(await names(idle)).toEqual(["next"]);
  });

  it("are each set up before their first query", async () => {
    const rows = await Promise.all(
      Array.from({ length: 10 }, () =>
        sql<Record<string, string>>`
          select @@session.sql_mode as mode, @@session.time_zone as zone,
            @@session.innodb_lock_wait_timeout as patience, @@character_set_connection as charset,
            @@session.tx_isolation as isolation, sleep(0.05)`.execute(database().queries),
      ),
    );
    for (const { rows: settings } of rows) {
      expect(settings[0]).toMatchObject({
        mode: expect.stringContaining("STRICT_ALL_TABLES") as string,
        zone: "+00:00",
        patience: 10,
        charset: "utf8mb4",
        isolation: "READ-COMMITTED",
      });
    }
  });

  it("hand numbers up to 2^53 over as numbers, and none rounded", async () => {
    const { rows } = await sql<Record<string, unknown>>`
      select cast(9007199254740991 as signed) as largest, cast(9007199254740993 as signed) as larger`.execute(
      database().queries,
    );
    expect(rows[0]).toEqual({ largest: 9_007_199_254_740_991, larger: "9007199254740993" });
  });
});

describe.each(databasesUnderTest())("the self-test on %s", (name) => {
  const database = useDatabase(name);

  it("has nothing to say of a database that keeps everything", async () => {
    expect(await database().selfTest()).toEqual([]);
  });
});

describeOnMysql("the self-test", () => {
  const database = useDatabase("mysql");

  it.each([
    ["cuts values silently", "set session sql_mode = ''", "strict mode is off"],
    ["speaks latin1", "set names latin1", "text is not kept as utf8mb4"],
  ])("refuses a connection that %s", async (_, setting, problem) => {
    // The pool hands out the one connection that there is.
    await sql.raw(setting).execute(database().queries);
    await expect(database().selfTest()).rejects.toThrow(problem);
  });
});

async function contact(db: Queries, id: string): Promise<void> {
  const row = { id, name: id, locale: null, created_at: 0, updated_at: 0 };
  await db.insertInto("contacts").values(row).execute();
}

async function rename(db: Queries, id: string, name: string): Promise<void> {
  await db.updateTable("contacts").set({ name }).where("id", "=", id).execute();
}

async function names({ queries }: Database): Promise<readonly string[]> {
  const rows = await queries.selectFrom("contacts").select("name").orderBy("name").execute();
  return rows.map((row) => row.name);
}

async function updatedAt({ queries }: Pick<Database, "queries">): Promise<number> {
  const row = await queries.selectFrom("contacts").select("updated_at").executeTakeFirstOrThrow();
  return row.updated_at;
}

async function connectionId({ queries }: Pick<Database, "queries">): Promise<number> {
  const { rows } = await sql<{ id: number }>`select connection_id() as id, sleep(0.05)`.execute(
    queries,
  );
  return rows[0]?.id ?? 0;
}

/** As an administrator, a proxy or a restart of the server does it. */
async function kill({ url }: TestDatabase, id: number): Promise<void> {
  const administrator = openDatabase(url);
  await sql.raw(`kill ${id}`).execute(administrator.queries);
  await administrator.close();
}
