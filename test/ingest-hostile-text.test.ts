import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FormattedText, InboundEvent, Span } from "../src/adapter/index.ts";
import type { StoredPart } from "../src/inbox/message-rows.ts";
import { useDatabase } from "./support/database.ts";
import { InboundDesk, liNa, secondsAfterNoon, textEvent } from "./support/inbound.ts";
import { newSeed } from "./support/random.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const count = 10_000;
const perCall = 500;
const perReply = 50;

/** What breaks systems that take text for bytes, markup, code or a line. */
const bits = [
  ["a", " ", "\n", "\r\n", "\t", "\0", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u2028"],
  ["😀", "👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "❤️", "\u200d", "\ufe0f", "e\u0301", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́O̹͂"],
  [
    "\ud83d",
    "\ude00",
    "\udfff\ud800",
    "\uffff",
    "\ufeff",
    "\u202e",
    "\u2066",
    "שלום",
    "مرحبا",
    "微信",
  ],
  ["'", '"', "\\", "`", "%", "_", "--", ";", "/*", "${x}", "{{x}}", "<b>", "<script>", "&amp;"],
  ["' or 1=1 --", "\\u0000", "%00", "\\'", "null", "[object Object]", "*bold*", "_x_", "../../"],
].flat();

/** Half of it at random from all of Unicode, broken or not; half of the bits above. */
const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom(...bits), maxLength: 40 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }),
  fc.string({ unit: "binary", maxLength: 60 }),
);

const styled: fc.Arbitrary<FormattedText> = hostile.chain((text) =>
  fc.array(fc.tuple(fc.nat(text.length), fc.nat(text.length)), { maxLength: 3 }).map((pairs) => ({
    text,
    spans: pairs.map(([a, b]): Span => {
      return { start: Math.min(a, b), end: Math.max(a, b), style: "bold" };
    }),
  })),
);

/** A whole megabyte of it, for each kind of trouble. */
const megabytes = ["\0", "\ud83d", "😀", "微", "e\u0301", "\u202e", "'", "<"].map((bit) =>
  bit.repeat(Math.ceil((1024 * 1024) / bit.length)),
);

/** As src/inbox/normalise.ts promises: halves of characters are marked, NUL goes, and nothing else changes. */
function promised(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}

describe.each(databasesUnderTest())("hostile text on %s", (name) => {
  const database = useDatabase(name);
  const stored = async () => {
    const rows = await database()
      .queries.selectFrom("messages")
      .select(["parts", "author_name"])
      .orderBy("ordered_at")
      .orderBy("id")
      .execute();
    return rows.map((row) => ({ ...row, parts: JSON.parse(row.parts) as readonly StoredPart[] }));
  };

  it("comes in as it was written, but for NUL and halves of characters", async () => {
    const seed = newSeed(`hostile text in, ${name}`);
    const texts = fc.sample(styled, { seed, numRuns: count });
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const events = texts.map((text, index) => withText(text, index));
    for (let at = 0; at < count; at += perCall) {
      await ingest.receive("shop", events.slice(at, at + perCall));
    }

    const messages = await stored();
    expect(messages.length).toBe(count);
    const wrong = texts.flatMap((text, index) => {
      const found = onlyText(messages[index]?.parts);
      const asPromised = found?.text === promised(text.text);
      return asPromised && sameSpans(text, found) ? [] : [{ text, found }];
    });
    expect(wrong).toEqual([]);
    expect(await desk.count("events")).toBe(count + 1);
  }, 60_000);

  it("goes out as it was written, but for NUL and halves of characters", async () => {
    const seed = newSeed(`hostile text out, ${name}`);
    const texts = fc.sample(styled, { seed, numRuns: count });
    const desk = new InboundDesk(database());
    await desk.ingest().receive("shop", [textEvent({ id: "1" })]);
    const { id } = await database()
      .queries.selectFrom("conversations")
      .select("id")
      .executeTakeFirstOrThrow();
    const replies = desk.replies();
    for (let at = 0; at < count; at += perReply) {
      const parts = texts.slice(at, at + perReply).map((text) => ({ type: "text" as const, text }));
      await replies.reply(liNa, { conversationId: id, parts });
    }

    const jobs = await database()
      .queries.selectFrom("deliveries")
      .select("request")
      .orderBy("lane_order")
      .execute();
    const parts = jobs.flatMap(({ request }) => {
      return (JSON.parse(request) as { readonly parts: readonly StoredPart[] }).parts;
    });
    const shown = (await stored()).slice(1).flatMap((message) => message.parts);
    expect(shown).toEqual(parts);
    const wrong = texts.flatMap((text, index) => {
      const found = onlyText(parts.slice(index, index + 1));
      const asPromised = found?.text === promised(text.text);
      return asPromised && sameSpans(text, found) ? [] : [{ text, found }];
    });
    expect(wrong).toEqual([]);
  }, 60_000);

  it("may be a megabyte of it", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    await Promise.all(
      megabytes.map((text, index) => ingest.receive("shop", [withText({ text }, index)])),
    );

    const found = (await stored()).map(({ parts }) => onlyText(parts)?.text ?? "");
    expect(new Set(found)).toEqual(new Set(megabytes.map(promised)));
  }, 60_000);

  it("makes names of one line that can be shown, and never none", async () => {
    const seed = newSeed(`hostile names, ${name}`);
    const names = fc.sample(hostile, { seed, numRuns: 1_000 });
    const desk = new InboundDesk(database());
    const events = names.map((called, index) => {
      const from = `customer ${index}`;
      return textEvent({ id: "1", from, name: called, dedupeKey: String(index) });
    });
    await desk.ingest().receive("shop", events);

    const rows = await database().queries.selectFrom("contacts").select("name").execute();
    expect(rows.length).toBe(names.length);
    const bad = rows.filter(({ name: found }) => {
      return found === "" || !found.isWellFormed() || /[\0\n\r\u2028]/u.test(found);
    });
    expect(bad).toEqual([]);
  });
});

function withText(text: FormattedText, index: number): InboundEvent {
  const event = textEvent({ id: String(index), sentAt: secondsAfterNoon(index) });
  return { ...event, message: { ...event.message, parts: [{ type: "text", text }] } };
}

function onlyText(parts: readonly StoredPart[] | undefined): FormattedText | undefined {
  const [part] = parts ?? [];
  return part?.type === "text" ? part.text : undefined;
}

/** Each span still covers the same words. */
function sameSpans(before: FormattedText, after: FormattedText): boolean {
  const covered = ({ text, spans = [] }: FormattedText) =>
    spans.map(({ start, end, style }) => `${style} ${promised(text.slice(start, end))}`);
  // A span may begin or end between the halves of a character, which then is still one.
  const whole =
    before.text.isWellFormed() && before.spans?.every((span) => isWhole(before.text, span));
  if (whole !== true) return before.spans?.length === after.spans?.length;
  return JSON.stringify(covered(before)) === JSON.stringify(covered(after));
}

function isWhole(text: string, { start, end }: Span): boolean {
  return [start, end].every((at) => text.slice(0, at).isWellFormed());
}
