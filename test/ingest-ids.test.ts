import { describe, expect, it } from "vitest";
import { useDatabase } from "./support/database.ts";
import { InboundDesk, textEvent } from "./support/inbound.ts";
import { newSeed, Random } from "./support/random.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const count = 10_000;
const perCall = 500;

/** Some that were confused with one another, or rounded, somewhere. */
const notorious = [
  ["5134861499", "-1002471352452", "4503599627370496", "9007199254740993", "9007199254740992"],
  ["9223372036854775807", "9223372036854775806", "-9223372036854775808", "18446744073709551615"],
  ["1", "01", "1.0", "1e0", "+1", "１", "¹", "٠١", "-1", "--1", "1 ", " 1", "1\t", "1\u00a0"],
  ["abc", "ABC", "Abc", "aBc", "abc ", " abc", "abc\n", "ab c", "abc\u200b", "a\u00adbc"],
  [
    "e",
    "é",
    "e\u0301",
    "É",
    "E\u0301",
    "ê",
    "ё",
    "е",
    "ø",
    "o",
    "ß",
    "ss",
    "ẞ",
    "SS",
    "ı",
    "i",
    "İ",
    "I",
  ],
  [
    "😀",
    "😃",
    "😄",
    "👨‍👩‍👧",
    "👨👩👧",
    "👍",
    "👍🏽",
    "🇨🇳",
    "🇨",
    "微信",
    "微",
    "ﾊ",
    "ハ",
    "か\u3099",
    "が",
  ],
  [
    "true",
    "null",
    "undefined",
    "NaN",
    "[object Object]",
    "__proto__",
    "constructor",
    "%",
    "_",
    "\\",
    "'",
    '"',
  ],
].flat();

describe.each(databasesUnderTest())("ids of platforms on %s", (name) => {
  const database = useDatabase(name);

  it("stay what they are, byte for byte, and none is taken for another", async () => {
    const ids = [...generated(new Random(newSeed(`ids, ${name}`)))];
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    for (let at = 0; at < count; at += perCall) {
      const some = ids.slice(at, at + perCall);
      await ingest.receive(
        "shop",
        some.map((id) => textEvent({ id, from: id, text: id, dedupeKey: id })),
      );
    }

    const { queries } = database();
    const sorted = ids.toSorted();
    const identities = await queries.selectFrom("identities").select("external_id").execute();
    expect(identities.map((row) => row.external_id).toSorted()).toEqual(sorted);
    const threads = await queries.selectFrom("conversations").select("thread_id").execute();
    expect(threads.map((row) => row.thread_id).toSorted()).toEqual(sorted);
    const journal = await queries.selectFrom("journal").select("dedupe_key").execute();
    expect(journal.map((row) => row.dedupe_key).toSorted()).toEqual(sorted);
    const messages = await queries
      .selectFrom("messages")
      .innerJoin("conversations", "conversations.id", "messages.conversation_id")
      .innerJoin("identities", "identities.id", "messages.identity_id")
      .select(["messages.external_id as id", "thread_id as thread", "identities.external_id as by"])
      .execute();
    expect(messages.length).toBe(count);
    expect(messages.filter(({ id, thread, by }) => id !== thread || id !== by)).toEqual([]);
  }, 60_000);

  it("are told apart within one conversation too", async () => {
    const desk = new InboundDesk(database());
    const events = notorious.map((id, index) => {
      return textEvent({ id, from: "anna", dedupeKey: String(index) });
    });
    await desk.ingest().receive("shop", events);
    // Once more, by somebody who has to look: the same ones are known again.
    await desk.ingest().receive("shop", events);

    const rows = await database().queries.selectFrom("messages").select("external_id").execute();
    expect(rows.length).toBe(notorious.length);
    expect(new Set(rows.map((row) => row.external_id))).toEqual(new Set(notorious));
  });
});

/** Different ids, of which many differ in hardly anything. */
function generated(random: Random): ReadonlySet<string> {
  const ids = new Set(notorious);
  while (ids.size < count) {
    const digits = String(BigInt(random.between(1, 2 ** 31)) * BigInt(random.between(1, 2 ** 31)));
    const twins = [
      () => [digits, `-${digits}`, `${digits} `, `0${digits}`, String(BigInt(digits) + 1n)],
      () => {
        const word = letters(random, ["a", "b", "c", "d", "x", "y", "z"]);
        return [
          word,
          word.toUpperCase(),
          `${word} `,
          word.replace(/^./, (one) => one.toUpperCase()),
        ];
      },
      () => {
        const word = letters(random, ["a", "e", "i", "o", "u", "é"]);
        return [word, word.normalize("NFD"), word.replaceAll("é", "e"), word.replaceAll("é", "É")];
      },
      () => {
        const word = letters(random, ["😀", "😃", "😄", "🤖"]);
        return [word, `${word}\uFE0F`, `\u200d${word}`];
      },
    ];
    for (const id of random.pick(twins)()) if (ids.size < count) ids.add(id);
  }
  return ids;
}

function letters(random: Random, alphabet: readonly string[]): string {
  return Array.from({ length: random.between(3, 12) }, () => random.pick(alphabet)).join("");
}
