import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../src/db/database.ts";
import { EventFeed } from "../src/realtime/event-feed.ts";
import { EventLog } from "../src/realtime/event-log.ts";
import type { LoggedEvent } from "../src/realtime/events.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { databasesUnderTest, describeOnMysql } from "./support/requirements.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("whoever follows the change log on %s", (name) => {
  const database = useDatabase(name);

  it("gets everything from the number that they start after, once and in order", async () => {
    const { feed, log } = open(database());
    await append(log, 3);
    const seen = collector();
    const { from, stop } = await feed.follow(seen.follower);
    expect(from).toBe(3);
    await append(log, 4);
    await until("four", () => seen.numbers.length === 4);
    stop();
    await append(log, 1);
    const later = collector();
    await feed.follow(later.follower);
    await append(log, 1);
    await until("one", () => later.numbers.length === 1);
    expect(seen.numbers).toEqual([4, 5, 6, 7]);
    expect(later.numbers).toEqual([9]);
  });

  it("misses nothing and sees nothing twice, whenever they join and leave in the middle of traffic", async () => {
    const { feed, log } = open(database());
    const follows: { from: number; numbers: readonly number[] }[] = [];
    const traffic = Promise.all(Array.from({ length: 10 }, () => append(log, 40)));
    const visitors = Array.from({ length: 8 }, async () => {
      for (let visit = 0; visit < 6; visit += 1) {
        const seen = collector();
        const { from, stop } = await feed.follow(seen.follower);
        await until("some", () => seen.numbers.length >= 3 || from >= 380);
        stop();
        follows.push({ from, numbers: [...seen.numbers] });
      }
    });
    const patient = collector();
    const { from } = await feed.follow(patient.follower);
    await Promise.all([traffic, ...visitors]);
    await until("the rest", () => patient.numbers.at(-1) === 400);
    for (const follow of [...follows, { from, numbers: patient.numbers }]) {
      expect(follow.numbers).toEqual(follow.numbers.map((_, n) => follow.from + 1 + n));
    }
  });

  it("gets what came before by asking for it, and can tell what they would get twice", async () => {
    const { feed, log } = open(database());
    await append(log, 30);
    const traffic = append(log, 100);
    const seen = collector();
    const { from } = await feed.follow(seen.follower);
    const before = await feed.after(20, 1_000);
    await traffic;
    // On a busy machine everything may be there before following begins.
    await until("the rest", () => (seen.numbers.at(-1) ?? from) === 130);
    const all = [...before.map(({ number }) => number).filter((n) => n <= from), ...seen.numbers];
    expect(all).toEqual(Array.from({ length: 110 }, (_, n) => 21 + n));
  });

  it("gets long backlogs in pieces", async () => {
    const { feed, log } = open(database());
    const seen = collector();
    await feed.follow(seen.follower);
    await log.write((_trx, record) => {
      for (let n = 0; n < 1_700; n += 1) record({ type: "agent.updated" });
      return Promise.resolve();
    });
    await until("all", () => seen.numbers.length === 1_700);
    expect(Math.max(...seen.sizes)).toBeLessThanOrEqual(500);
  });

  it("is not held up by another one that breaks", async () => {
    const { feed, log, errors } = open(database());
    await feed.follow(() => {
      throw new Error("I am broken");
    });
    const seen = collector();
    await feed.follow(seen.follower);
    await append(log, 3);
    await until("three", () => seen.numbers.length === 3);
    expect(String(errors[0])).toContain("I am broken");
  });

  it("goes on where they were after the database failed", async () => {
    const { feed, log, errors } = open(database());
    const seen = collector();
    await feed.follow(seen.follower);
    await append(log, 2);
    await until("two", () => seen.numbers.length === 2);
    await sql`alter table events rename to events_away`.execute(database().queries);
    await sql`update event_counter set last = last`.execute(database().queries);
    await until("a failure", () => errors.length > 0);
    await sql`alter table events_away rename to events`.execute(database().queries);
    await append(log, 2);
    await until("two more", () => seen.numbers.length === 4);
    expect(seen.numbers).toEqual([1, 2, 3, 4]);
  });

  it("is refused while the database can't be asked, and may come again", async () => {
    const { feed, log } = open(database());
    await sql`alter table event_counter rename to counter_away`.execute(database().queries);
    const seen = collector();
    await expect(feed.follow(seen.follower)).rejects.toThrow("event_counter");
    await sql`alter table counter_away rename to event_counter`.execute(database().queries);
    await feed.follow(seen.follower);
    await append(log, 1);
    await until("one", () => seen.numbers.length === 1);
    expect(seen.numbers).toEqual([1]);
  });
});

describeOnMysql("whoever follows the change log in another process", () => {
  const database = useDatabase("mysql");

  it("hears of it without a wake-up", async () => {
    const { feed } = open(database());
    const other = openDatabase(database().url);
    onTestFinished(() => other.close());
    const seen = collector();
    await feed.follow(seen.follower);
    await append(new EventLog(other), 5);
    await until("five", () => seen.numbers.length === 5);
    expect(seen.numbers).toEqual([1, 2, 3, 4, 5]);
  });
});

function open(database: TestDatabase) {
  const log = new EventLog(database);
  const errors: unknown[] = [];
  const feed = new EventFeed(database, log, (error) => errors.push(error));
  onTestFinished(() => feed.close());
  return { feed, log, errors };
}

function collector() {
  const numbers: number[] = [];
  const sizes: number[] = [];
  return {
    numbers,
    sizes,
    follower: (events: readonly LoggedEvent[]) => {
      sizes.push(events.length);
      numbers.push(...events.map(({ number }) => number));
    },
  };
}

/** One commit after the other. */
async function append(log: EventLog, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await log.write((_trx, record) => {
      record({ type: "agent.updated" });
      return Promise.resolve();
    });
  }
}
