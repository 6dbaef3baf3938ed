import fc from "fast-check";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { systemClock } from "../src/channels/system-clock.ts";
import { SearchIndex } from "../src/search/search-index.ts";
import { tokensOf, wantedOf } from "../src/search/tokens.ts";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { editEvent, textEvent } from "./support/inbound.ts";
import { newSeed } from "./support/random.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("search, on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);

  function index(): SearchIndex {
    const { events } = api();
    return new SearchIndex({
      database: database(),
      events,
      clock: systemClock,
      log: pino({ level: "silent" }),
    });
  }

  /** Texts by who wrote them, all of them indexed. */
  async function written(...texts: readonly (readonly [from: string, text: string])[]) {
    const { channelId } = await api().conversation("first of all");
    const messages = texts.map(([from, text], at) => textEvent({ id: `m${at}`, text, from }));
    await api().ingest.receive(channelId, messages);
    await indexed();
    return channelId;
  }

  async function indexed(): Promise<void> {
    const reader = index();
    while (await reader.readOn()) continue;
  }

  async function found(q: string, more = ""): Promise<readonly string[]> {
    const ann = await api().person("agent", `Ann ${Math.random()}`);
    const path = `/api/v1/search/messages?q=${encodeURIComponent(q)}${more}`;
    const { status, body } = await api().call(path, { as: ann });
    expect(status).toBe(200);
    return (body as { items: { parts: { text: { text: string } }[] }[] }).items.map(
      ({ parts }) => parts[0]?.text.text ?? "",
    );
  }

  it("finds Chinese by one character, by two, and by a piece of a sentence", async () => {
    await written(
      ["wang", "请问蓝色的马克杯还有货吗"],
      ["li", "杯子的颜色和照片不一样"],
      ["chen", "货到了，谢谢"],
    );
    expect(await found("杯")).toEqual(["杯子的颜色和照片不一样", "请问蓝色的马克杯还有货吗"]);
    expect(await found("颜色")).toEqual(["杯子的颜色和照片不一样"]);
    expect(await found("的马克杯还")).toEqual(["请问蓝色的马克杯还有货吗"]);
    // Its pairs are there, in another order.
    expect(await found("色颜")).toEqual([]);
    expect(await found("蓝色 货")).toEqual(["请问蓝色的马克杯还有货吗"]);
  });

  it("finds words by how they begin, whatever their case, accents and width", async () => {
    await written(
      ["tom", "Where is my order #2041?"],
      ["ana", "La cafetière est CASSÉE"],
      ["olga", "Где мой заказ"],
    );
    expect(await found("ORD")).toEqual(["Where is my order #2041?"]);
    expect(await found("cassee cafetiere")).toEqual(["La cafetière est CASSÉE"]);
    expect(await found("２０４１")).toEqual(["Where is my order #2041?"]);
    expect(await found("зак")).toEqual(["Где мой заказ"]);
    // Words that MySQL leaves out unless told, and shorter than it looks for.
    expect(await found("is")).toEqual(["Where is my order #2041?"]);
    expect(await found("rder")).toEqual([]);
  });

  it("narrows down by who wrote, where, when and in what state", async () => {
    await written(["tom", "blue cup"], ["ana", "green cup"]);
    expect(await found("cup from:tom")).toEqual(["blue cup"]);
    expect(await found("from:ana")).toEqual(["green cup"]);
    expect(await found("cup channel:nowhere")).toEqual([]);
    expect(await found("cup channel:shop")).toHaveLength(2);
    expect(await found("cup is:open")).toHaveLength(2);
    expect(await found("cup is:resolved")).toEqual([]);
    expect(await found("cup before:2020-01-01")).toEqual([]);
    expect(await found("cup after:2020-01-01")).toHaveLength(2);
    expect(await found("cup label:vip")).toEqual([]);
    expect(await found("cup from:me")).toEqual([]);
  });

  it("finds by a person's name of today what they wrote from any of their addresses", async () => {
    await written(["tom", "blue cup"], ["tommy at work", "green cup"], ["ana", "red cup"]);
    const admin = await api().person("admin");
    const ask = async (method: string, path: string, body?: unknown) =>
      (await api().call(`/api/v1/contacts${path}`, { method, as: admin, body })).body;
    const { items } = (await ask("GET", "")) as { items: { id: string; name: string }[] };
    const idOf = (who: string): string => items.find((one) => one.name === who)?.id ?? "";
    await ask("PATCH", `/${idOf("tom")}`, { name: "Thomas Becker" });
    expect(await found("cup from:becker")).toEqual(["blue cup"]);
    await ask("POST", `/${idOf("tom")}/join`, { contactId: idOf("tommy at work") });
    expect(await found("cup from:becker")).toEqual(["green cup", "blue cup"]);
    expect(await found("from:becker")).toEqual(["green cup", "blue cup"]);
  });

  it("finds an edited message by what it says now, and a deleted one by nothing", async () => {
    const { channelId } = await api().conversation("first of all");
    const first = textEvent({ id: "m1", text: "the old words", from: "tom" });
    await api().ingest.receive(channelId, [
      first,
      textEvent({ id: "m2", text: "gone soon", from: "tom" }),
    ]);
    await indexed();
    const at = new Date(first.at.getTime() + 1000);
    await api().ingest.receive(channelId, [
      editEvent({ id: "m1", text: "the new words", from: "tom" }, at),
      {
        type: "message-deleted",
        dedupeKey: "delete",
        at,
        origin: "live",
        target: { conversationId: first.message.conversation.id, messageId: "m2" },
      },
    ]);
    await indexed();
    expect(await found("old")).toEqual([]);
    expect(await found("new words")).toEqual(["the new words"]);
    expect(await found("soon")).toEqual([]);
  });

  it("comes page by page, and stays within one conversation when asked", async () => {
    const texts = Array.from({ length: 7 }, (_, at) => ["tom", `cup ${at}`] as const);
    await written(...texts, ["ana", "cup of hers"]);
    const ann = await api().person("agent", "Ann");
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const more = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await api().call(`/api/v1/search/messages?q=cup&limit=3${more}`, {
        as: ann,
      });
      const page = body as {
        items: { conversationId: string; parts: { text: { text: string } }[] }[];
        nextCursor: string | null;
      };
      seen.push(...page.items.map(({ parts }) => parts[0]?.text.text ?? ""));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(["cup of hers", ...texts.map(([, text]) => text).toReversed()]);
    const [hers] = await database()
      .queries.selectFrom("messages")
      .select("conversation_id")
      .where("parts", "like", "%hers%")
      .execute();
    expect(await found("cup", `&conversation=${hers?.conversation_id}`)).toEqual(["cup of hers"]);
  });

  it("says what it doesn't understand", async () => {
    const ann = await api().person("agent", "Ann");
    for (const [q, says] of [
      ["is:gone", "is:gone means nothing"],
      ["before:yesterday", "before:yesterday is no day: write it like before:2026-03-01"],
      ["!!! ???", "There is no letter or digit in it"],
    ] as const) {
      const path = `/api/v1/search/messages?q=${encodeURIComponent(q)}`;
      const { status, body } = await api().call(path, { as: ann });
      expect({ status, detail: (body as { detail: string }).detail }).toEqual({
        status: 400,
        detail: expect.stringContaining(says) as string,
      });
    }
  });

  it("is brought up to date by itself, and by several hubs at once without a double", async () => {
    const both = [index(), index()];
    for (const one of both) one.start();
    const { channelId } = await api().conversation("first of all");
    const texts = Array.from({ length: 250 }, (_, at) =>
      textEvent({ id: `m${at}`, text: `cup ${at}`, from: "tom" }),
    );
    await api().ingest.receive(channelId, texts);
    await until("all of them", async () => {
      const rows = await database()
        .queries.selectFrom("search_documents")
        .select("number")
        .execute();
      return rows.length === 251;
    });
    await Promise.all(both.map((one) => one.stop()));
    expect(await found("cup 24", "&limit=200")).toHaveLength(11);
  });

  it("finds any piece of any text of a script without spaces", async () => {
    const character = fc.constantFrom(...Array.from("蓝色的马克杯还有货吗请问你好谢"));
    const { channelId } = await api().conversation("first of all");
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(character, { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        async (characters, start, length) => {
          count += 1;
          const text = characters.join("");
          await api().ingest.receive(channelId, [
            textEvent({ id: `p${count}`, text, from: "tom" }),
          ]);
          await indexed();
          const from = start % characters.length;
          const piece = characters
            .slice(from, from + 1 + (length % (characters.length - from)))
            .join("");
          const texts = await found(piece, "&limit=200");
          expect(texts).toContain(text);
          expect(texts.filter((one) => !one.includes(piece))).toEqual([]);
        },
      ),
      { numRuns: 25, seed: newSeed("pieces of Chinese") },
    );
  }, 60_000);
});

describe("tokens", () => {
  it("are ASCII letters and digits of a length that every database keeps, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        for (const token of tokensOf(text).split(" ").filter(Boolean)) {
          expect(token).toMatch(/^[a-z0-9]{3,84}$/);
        }
        for (const wanted of wantedOf(text)) {
          const tokens = wanted.type === "phrase" ? wanted.tokens : [wanted.token];
          for (const token of tokens) expect(token).toMatch(/^[a-z0-9]{3,84}$/);
        }
      }),
    );
  });
});
