import fc from "fast-check";
import { type FormattedText, type Span, sliceText, splitText } from "switchboard/adapter";
import { describe, expect, test } from "vitest";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What people write, and what breaks programs: words, families of emoji, flags, marks, breaks, blanks. */
const words = fc.constantFrom(
  ..."one two three 你好 𠮷野家 👨‍👩‍👧‍👦 👩🏽‍🚀 🇨🇳 🇩🇪 e\u0301 Z\u0301\u0302\u0303 مرحبا 1️⃣ \u200d \u0301".split(
    " ",
  ),
  " ",
  "  ",
  "\n",
  "\r\n",
  " \u0301",
);
const written = fc.array(words, { maxLength: 200 }).map((all) => all.join(""));
const anything = fc.oneof(written, fc.string({ unit: "binary", maxLength: 300 }));
const limit = fc.integer({ min: 1, max: 60 });

const spanned: fc.Arbitrary<FormattedText> = fc
  .tuple(anything, fc.array(fc.tuple(fc.nat(300), fc.nat(40)), { maxLength: 5 }))
  .map(([text, ranges]) => ({
    text,
    spans: ranges
      .map(([start, length]): Span => ({
        start,
        end: Math.min(start + length, text.length),
        style: "bold",
      }))
      .filter(({ start, end }) => start < end),
  }));

describe("long text is split so that", () => {
  test("the pieces join to what was written, and none is empty or too long", () => {
    fc.assert(
      fc.property(anything, limit, (text, max) => {
        const pieces = splitText({ text }, max).map((piece) => piece.text);
        expect(pieces.join("")).toBe(text);
        expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(max);
        expect(pieces.filter((piece) => piece === "")).toHaveLength(text === "" ? 1 : 0);
      }),
    );
  });

  test("no emoji, accent or flag is torn, unless it is longer than a piece", () => {
    fc.assert(
      fc.property(written, limit, (text, max) => {
        const clusters = [...graphemes.segment(text)];
        const borders = new Set(clusters.map(({ index }) => index));
        const long = clusters.filter(({ segment }) => segment.length > max);
        for (const cut of cutsOf(splitText({ text }, max))) {
          const inLong = long.some(
            ({ index, segment }) => index < cut && cut < index + segment.length,
          );
          expect(borders.has(cut) || inLong, `a cut at ${cut}`).toBe(true);
        }
      }),
    );
  });

  test("no surrogate pair is torn, even where a piece has room for one unit only", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 100 }),
        fc.integer({ min: 2, max: 9 }),
        (text, max) => {
          for (const piece of splitText({ text }, max))
            expect(piece.text.isWellFormed()).toBe(true);
        },
      ),
    );
    expect(
      splitText({ text: "🎈🎈" }, 1)
        .map(({ text }) => text)
        .join(""),
    ).toBe("🎈🎈");
  });

  test("a long row of flags keeps each of them whole", () => {
    const text = "🇨🇳".repeat(1000);
    for (const piece of splitText({ text }, 402)) expect(piece.text.length % 4).toBe(0);
    for (const piece of splitText({ text: `x${text}` }, 403))
      expect(piece.text.replace("x", "").length % 4).toBe(0);
  });

  test("styles stay on the letters they were on", () => {
    fc.assert(
      fc.property(spanned, limit, (text, max) => {
        let start = 0;
        const covered = new Set<number>();
        for (const piece of splitText(text, max)) {
          for (const at of coveredBy(piece)) covered.add(start + at);
          start += piece.text.length;
        }
        expect(covered).toEqual(new Set(coveredBy(text)));
      }),
    );
  });

  test("a piece ends after a line break where one is near, else after a word", () => {
    const pieces = (text: string, max: number): readonly string[] =>
      splitText({ text }, max).map((piece) => piece.text);
    expect(pieces("first line\nsecond line", 14)).toEqual(["first line\n", "second line"]);
    expect(pieces("some words go here", 12)).toEqual(["some words ", "go here"]);
    expect(pieces("a\nwithoutanybreaksatall", 12)).toEqual(["a\nwithoutany", "breaksatall"]);
  });

  test("text that fits is one piece, the same", () => {
    const text: FormattedText = { text: "short", spans: [{ start: 0, end: 5, style: "bold" }] };
    expect(splitText(text, 5)).toEqual([text]);
    expect(splitText({ text: "" }, 5)).toEqual([{ text: "" }]);
  });

  test("a million characters are split in one go", () => {
    const text = "word 👨‍👩‍👧‍👦 ".repeat(60_000);
    const pieces = splitText({ text }, 4096);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  });
});

describe("a slice of text", () => {
  test("has the letters between, and the styles that are on them", () => {
    const text: FormattedText = {
      text: "one two three",
      spans: [
        { start: 0, end: 7, style: "bold" },
        { start: 4, end: 13, style: "link", value: "https://shop.example/" },
        { start: 0, end: 3, style: "italic" },
      ],
    };
    expect(sliceText(text, 4, 9)).toEqual({
      text: "two t",
      spans: [
        { start: 0, end: 3, style: "bold" },
        { start: 0, end: 5, style: "link", value: "https://shop.example/" },
      ],
    });
  });

  test("without styles has none", () => {
    expect(
      sliceText({ text: "one two", spans: [{ start: 0, end: 3, style: "bold" }] }, 4, 7),
    ).toEqual({
      text: "two",
    });
  });
});

/** Where a text was cut, in UTF-16 units. */
function cutsOf(pieces: readonly FormattedText[]): readonly number[] {
  let at = 0;
  return pieces.slice(0, -1).map(({ text }) => (at += text.length));
}

function coveredBy({ spans = [] }: FormattedText): readonly number[] {
  return spans.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, n) => start + n),
  );
}
