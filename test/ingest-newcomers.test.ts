import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../src/adapter/index.ts";
import type { Ingest } from "../src/inbox/ingest.ts";
import { useDatabase } from "./support/database.ts";
import { InboundDesk, secondsAfterNoon, textEvent } from "./support/inbound.ts";
import { newSeed } from "./support/random.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const newcomers = 1_000;
const firstWords = 10;
const rounds = 5;

/** How somebody's first words come in: cut into calls, each to one of two processes, some calls twice. */
interface Arrival {
  readonly cuts: readonly number[];
  readonly processes: readonly (0 | 1)[];
  readonly twice: readonly boolean[];
  readonly group: boolean;
}

const arrival: fc.Arbitrary<Arrival> = fc.record({
  cuts: fc.uniqueArray(fc.integer({ min: 1, max: firstWords - 1 }), { maxLength: firstWords - 1 }),
  processes: fc.array(fc.constantFrom(0 as const, 1 as const), {
    minLength: firstWords,
    maxLength: firstWords,
  }),
  twice: fc.array(fc.boolean(), { minLength: firstWords, maxLength: firstWords }),
  group: fc.boolean(),
});

describe.each(databasesUnderTest())("newcomers on %s", (name) => {
  const database = useDatabase(name);

  it("get one contact and one conversation each, however their first words come in at once", async () => {
    const seed = newSeed(`newcomers, ${name}`);
    const desk = new InboundDesk(database());
    // Two processes on MySQL; the embedded database has one.
    const first = desk.ingest();
    const processes = [first, name === "mysql" ? desk.ingest() : first] as const;
    const shapes = fc.sample(arrival, { seed, numRuns: newcomers });
    const perRound = newcomers / rounds;
    for (let round = 0; round < rounds; round += 1) {
      const some = shapes.slice(round * perRound, (round + 1) * perRound);
      await Promise.all(
        some.flatMap((shape, index) => arrive(`${round}-${index}`, shape, processes)),
      );
    }

    expect(await desk.count("contacts")).toBe(newcomers);
    expect(await desk.count("identities")).toBe(newcomers);
    expect(await desk.count("conversations")).toBe(newcomers);
    expect(await desk.count("messages")).toBe(newcomers * firstWords);
    const crowded = await database()
      .queries.selectFrom("messages")
      .select(({ fn }) => ["conversation_id", fn.countAll<number>().as("count")])
      .groupBy("conversation_id")
      .having(({ fn }) => fn.countAll(), "<>", firstWords)
      .execute();
    expect(crowded).toEqual([]);
    const own = await database()
      .queries.selectFrom("conversations")
      .innerJoin("identities", "identities.contact_id", "conversations.contact_id")
      .select("conversations.id")
      .where("conversations.kind", "=", "direct")
      .whereRef("identities.external_id", "=", "conversations.thread_id")
      .execute();
    expect(own.length).toBe(shapes.filter(({ group }) => !group).length);
  }, 120_000);
});

/** All calls of one newcomer, at the same time. */
function arrive(
  from: string,
  { cuts, processes, twice, group }: Arrival,
  ingests: readonly [Ingest, Ingest],
): readonly Promise<void>[] {
  const words = Array.from({ length: firstWords }, (_, index) =>
    textEvent({
      id: `${index}`,
      from,
      sentAt: secondsAfterNoon(index),
      ...(group && { group: `group of ${from}` }),
    }),
  );
  return inPieces(words, cuts).flatMap((piece, index) => {
    const ingest = ingests[processes[index] ?? 0];
    const receive = () => ingest.receive("shop", piece);
    return twice[index] === true ? [receive(), receive()] : [receive()];
  });
}

function inPieces(
  words: readonly InboundEvent[],
  cuts: readonly number[],
): readonly (readonly InboundEvent[])[] {
  const at = [0, ...cuts.toSorted((a, b) => a - b), words.length];
  return at.slice(1).map((end, index) => words.slice(at[index], end));
}
