import { describe, expect, it } from "vitest";
import { openDatabase } from "../src/db/database.ts";
import { EventLog } from "../src/realtime/event-log.ts";
import { eventsAfter } from "../src/realtime/event-store.ts";
import type { NewEvent } from "../src/realtime/events.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { databasesUnderTest, describeOnMysql } from "./support/requirements.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("the change log on %s", (name) => {
  const database = useDatabase(name);

  it("numbers what fifty writers do at once without a gap, in the order of their commits", async () => {
    const log = new EventLog(database());
    const committed: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        for (let n = 0; n < 4; n += 1) {
          await log.write(async (trx, record) => {
            await trx.selectFrom("channels").select("id").execute();
            for (let i = 0; i <= n; i += 1) record(event(`${writer}-${n}-${i}`));
          });
          committed.push(writer * 10 + n);
        }
      }),
    );
    const events = await all(database());
    expect(events.map(({ number }) => number)).toEqual(numbersTo(50 * (1 + 2 + 3 + 4)));
    // What one transaction recorded stands together, and each writer's in the order in which it wrote.
    for (let writer = 0; writer < 50; writer += 1) {
      const own = events.filter(({ channelId }) => channelId?.split("-")[0] === `${writer}`);
      expect(own.map(({ channelId }) => channelId)).toEqual(
        [0, 1, 2, 3].flatMap((n) => Array.from({ length: n + 1 }, (_, i) => `${writer}-${n}-${i}`)),
      );
      const last = own.slice(-4).map(({ number }) => number);
      expect((last[3] ?? 0) - (last[0] ?? 0)).toBe(3);
    }
  });

  it("shows no number before all smaller ones are there", async () => {
    const log = new EventLog(database());
    const looks: (readonly number[])[] = [];
    const looking = until("all of them", async () => {
      looks.push((await all(database())).map(({ number }) => number));
      return looks.at(-1)?.length === 60;
    });
    await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        log.write((_trx, record) => {
          record(event(`${n}`));
          return Promise.resolve();
        }),
      ),
    );
    await looking;
    for (const numbers of looks) expect(numbers).toEqual(numbersTo(numbers.length));
  });

  it("has no gap where a transaction was taken back, and nothing of what it recorded", async () => {
    const log = new EventLog(database());
    await log.write(one("1"));
    await expect(
      log.write((_trx, record) => {
        record(event("taken back"));
        return Promise.reject(new Error("no"));
      }),
    ).rejects.toThrow("no");
    await expect(
      log.write((_trx, record) => {
        record(event("recorded"));
        record({ ...event("can't be stored"), data: { big: 1n } });
        return Promise.resolve();
      }),
    ).rejects.toThrow("BigInt");
    await log.write(one("2"));
    expect((await all(database())).map(({ number, channelId }) => [number, channelId])).toEqual([
      [1, "1"],
      [2, "2"],
    ]);
  });

  it("tells listeners what was committed, after it is; and not what was taken back", async () => {
    const log = new EventLog(database());
    const heard: unknown[] = [];
    const stop = log.onAppend((events) => heard.push(events.map(({ channelId }) => channelId)));
    await log.write(one("1"));
    await log.write(() => Promise.resolve());
    await log.write(() => Promise.reject(new Error("no"))).catch(() => undefined);
    await log.write(async (trx, record) => {
      await one("2")(trx, record);
      await one("3")(trx, record);
    });
    stop();
    await log.write(one("4"));
    expect(heard).toEqual([["1"], ["2", "3"]]);
  });

  it("takes more in one transaction than fits into one statement", async () => {
    const log = new EventLog(database());
    await log.write((_trx, record) => {
      for (let n = 0; n < 12_000; n += 1) record(event(`${n}`));
      return Promise.resolve();
    });
    const last = await eventsAfter(database().queries, 11_998, 10);
    expect(last.map(({ number, channelId }) => [number, channelId])).toEqual([
      [11_999, "11998"],
      [12_000, "11999"],
    ]);
  });

  it("keeps what was recorded as it was", async () => {
    const log = new EventLog(database());
    const data = { text: "微信 😀", nested: [1, null, { a: true }] };
    await log.write((_trx, record) => {
      record({
        type: "message.created",
        channelId: "c",
        conversationId: "k",
        messageId: "m",
        data,
      });
      record({ type: "agent.updated" });
      return Promise.resolve();
    });
    expect(await all(database())).toMatchObject([
      { type: "message.created", channelId: "c", conversationId: "k", messageId: "m", data },
      { type: "agent.updated", channelId: undefined, data: {} },
    ]);
  });
});

describeOnMysql("the change log of two processes on one database", () => {
  const database = useDatabase("mysql");

  it("has one row of numbers", async () => {
    const other = openDatabase(database().url);
    const [first, second] = [new EventLog(database()), new EventLog(other)];
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 ? first : second).write(one(`${n}`))),
    );
    await other.close();
    expect((await all(database())).map(({ number }) => number)).toEqual(numbersTo(100));
  });
});

function event(channelId: string): NewEvent {
  return { type: "channel.updated", channelId: channelId.slice(0, 36) };
}

function one(channelId: string): Parameters<EventLog["write"]>[0] {
  return (_trx, record) => {
    record(event(channelId));
    return Promise.resolve();
  };
}

function all({ queries }: TestDatabase) {
  return eventsAfter(queries, 0, 10_000);
}

function numbersTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, n) => n + 1);
}
