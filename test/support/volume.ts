import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../../src/adapter/index.ts";
import { newSeed, Random } from "./random.ts";
import { useDatabase } from "./database.ts";
import { InboundDesk, secondsAfterNoon, textEvent } from "./inbound.ts";
import { databasesUnderTest } from "./requirements.ts";

const channels = ["shop", "stall"];
const customers = 500;
const perCall = 50;
const callsAtOnce = 24;

/** Many events of many customers, a fifth of them twice at the same time, a third out of order. */
export function volumeSuite(count: number, timeoutMs: number): void {
  describe.each(databasesUnderTest())(`${count} events on %s`, (name) => {
    const database = useDatabase(name);

    it(
      "become as many messages, whatever comes twice or out of order",
      async () => {
        const random = new Random(newSeed(`${count} events, ${name}`));
        const desk = new InboundDesk(database());
        const distinct = Array.from({ length: count }, (_, index) => eventNumber(index));
        const calls = inCalls(shuffleSome(withCopies(distinct, random), random));
        // Two processes on MySQL; the embedded database has one.
        const ingests = name === "mysql" ? [desk.ingest(), desk.ingest()] : [desk.ingest()];
        const begun = performance.now();
        await Promise.all(
          Array.from({ length: callsAtOnce }, async (_, worker) => {
            const ingest = ingests[worker % ingests.length];
            for (let next = calls.shift(); next !== undefined; next = calls.shift()) {
              await ingest?.receive(next.channelId, next.events);
            }
          }),
        );
        const seconds = Math.round((performance.now() - begun) / 100) / 10;
        process.stdout.write(`${name}: ${count} events in ${seconds} s\n`);

        expect(await desk.count("messages")).toBe(count);
        expect(await desk.count("journal")).toBe(count);
        const threads = Math.min(count, channels.length * customers);
        expect(await desk.count("conversations")).toBe(threads);
        expect(await desk.count("contacts")).toBe(threads);
        expect(await desk.count("identities")).toBe(threads);
        expect(await setAside(desk)).toBe(0);
        await expectNumbersWithoutGap(desk, count + threads);
        await expectUnreadCounts(desk);
      },
      timeoutMs,
    );
  });
}

interface Received {
  readonly channelId: string;
  readonly event: InboundEvent;
}

function eventNumber(index: number): Received {
  const from = `customer ${Math.floor(index / channels.length) % customers}`;
  return {
    channelId: channels[index % channels.length] ?? "",
    event: textEvent({
      id: String(index),
      from,
      sentAt: secondsAfterNoon(Math.floor(index / 100)),
    }),
  };
}

/** Each fifth once more, in another place of another call. */
function withCopies(events: readonly Received[], random: Random): Received[] {
  const all = [...events];
  for (const event of events) {
    if (random.chance(0.2)) all.splice(random.between(0, Math.min(all.length, 5000)), 0, event);
  }
  return all;
}

function shuffleSome(events: Received[], random: Random): readonly Received[] {
  for (let at = 0; at < events.length; at += 1) {
    if (!random.chance(1 / 3)) continue;
    const other = Math.min(events.length - 1, at + random.between(0, 2000));
    const [a, b] = [events[at], events[other]];
    if (a !== undefined && b !== undefined) [events[at], events[other]] = [b, a];
  }
  return events;
}

/** Calls of all channels by turns, as they come in. */
function inCalls(events: readonly Received[]): { channelId: string; events: InboundEvent[] }[] {
  const calls = channels.flatMap((channelId) => {
    const own = events.filter((one) => one.channelId === channelId).map(({ event }) => event);
    return Array.from({ length: Math.ceil(own.length / perCall) }, (_, turn) => ({
      turn,
      call: { channelId, events: own.slice(turn * perCall, (turn + 1) * perCall) },
    }));
  });
  return calls.toSorted((a, b) => a.turn - b.turn).map(({ call }) => call);
}

async function setAside(desk: InboundDesk): Promise<number> {
  const rows = await desk.database.queries.selectFrom("quarantined_events").select("id").execute();
  return rows.length;
}

async function expectNumbersWithoutGap(desk: InboundDesk, wanted: number): Promise<void> {
  const { first, last, count } = await desk.database.queries
    .selectFrom("events")
    .select(({ fn }) => [
      fn.min<number>("number").as("first"),
      fn.max<number>("number").as("last"),
      fn.countAll<number>().as("count"),
    ])
    .executeTakeFirstOrThrow();
  expect({ first, last, count }).toEqual({ first: 1, last: wanted, count: wanted });
}

/** What is counted along is what counting gives. */
async function expectUnreadCounts(desk: InboundDesk): Promise<void> {
  const { queries } = desk.database;
  const counted = await queries
    .selectFrom("messages")
    .select(({ fn }) => ["conversation_id as id", fn.countAll<number>().as("count")])
    .groupBy("conversation_id")
    .execute();
  const counts = new Map(counted.map(({ id, count }) => [id, count]));
  const rows = await queries.selectFrom("conversations").select(["id", "unread_count"]).execute();
  expect(rows.filter(({ id, unread_count: unread }) => counts.get(id) !== unread)).toEqual([]);
}
