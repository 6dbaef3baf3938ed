import { expect, test } from "vitest";
import type { Span } from "switchboard/adapter";
import { fromEntities, toEntities } from "./entities.ts";

test("every style survives the way out and back, after emoji too", () => {
  const text = "👩‍👩‍👧 你好 plain words here";
  const spans: readonly Span[] = [
    { start: 0, end: 8, style: "bold" },
    { start: 9, end: 11, style: "italic" },
    { start: 9, end: 11, style: "underline" },
    { start: 12, end: 17, style: "strike" },
    { start: 12, end: 17, style: "spoiler" },
    { start: 18, end: 23, style: "code" },
    { start: 18, end: 23, style: "pre", value: "ts" },
    { start: 18, end: 23, style: "pre" },
    { start: 0, end: 28, style: "quote" },
    { start: 24, end: 28, style: "link", value: "https://shop.example/" },
    { start: 24, end: 28, style: "mention", value: "5134861499" },
  ];
  expect(fromEntities(text, toEntities({ text, spans }))).toEqual({ text, spans });
});

test.each([
  ["a bare address", "url", "shop.example", "http://shop.example"],
  ["a whole address", "url", "tg://user?id=1", "tg://user?id=1"],
  ["an e-mail address", "email", "a@shop.example", "mailto:a@shop.example"],
  ["a phone number", "phone_number", "+1 (555) 0100", "tel:+15550100"],
])("%s that Telegram found is a link", (_, type, text, value) => {
  expect(fromEntities(text, [{ type, offset: 0, length: text.length }])).toEqual({
    text,
    spans: [{ start: 0, end: text.length, style: "link", value }],
  });
});

test("a @name is a mention of nobody we know", () => {
  expect(fromEntities("@ada", [{ type: "mention", offset: 0, length: 4 }]).spans).toEqual([
    { start: 0, end: 4, style: "mention" },
  ]);
});

test("what has no style of ours stays plain text", () => {
  expect(fromEntities("#green", [{ type: "hashtag", offset: 0, length: 6 }])).toEqual({
    text: "#green",
  });
});

test.each([
  ["beyond the end", 3, 9, [{ start: 3, end: 5, style: "bold" }]],
  ["after the end", 5, 1, undefined],
  ["before the start", -1, 2, undefined],
])("an entity that reaches %s is cut or left out", (_, offset, length, spans) => {
  expect(fromEntities("hello", [{ type: "bold", offset, length }]).spans).toEqual(spans);
});

test.each<readonly [string, Span]>([
  ["a link without an address", { start: 0, end: 5, style: "link" }],
  ["a mention of nobody", { start: 0, end: 5, style: "mention" }],
  ["a mention of something that is no id", { start: 0, end: 5, style: "mention", value: "ada" }],
  ["an empty span", { start: 2, end: 2, style: "bold" }],
  ["a span beyond the text", { start: 2, end: 9, style: "bold" }],
])("%s is not sent, which Telegram would refuse the whole text for", (_, span) => {
  expect(toEntities({ text: "hello", spans: [span] })).toEqual([]);
});
