import type { FormattedText, Span } from "switchboard/adapter";
import { badRequest } from "./wire.ts";
import type { WireEntity } from "./wire.ts";

// Written apart from the adapter's own mapping, so that a mistake in one shows against the other.
const pairs: readonly (readonly [Span["style"], string])[] = [
  ["bold", "bold"],
  ["italic", "italic"],
  ["underline", "underline"],
  ["strike", "strikethrough"],
  ["spoiler", "spoiler"],
  ["code", "code"],
  ["pre", "pre"],
  ["quote", "blockquote"],
  ["link", "text_link"],
  ["mention", "text_mention"],
];

export function entitiesOf({ text, spans = [] }: FormattedText): readonly WireEntity[] {
  return spans
    .map((span) => {
      const type = pairs.find(([style]) => style === span.style)?.[1] ?? "bold";
      const range = { type, offset: span.start, length: span.end - span.start };
      if (span.value === undefined) return range;
      if (span.style === "link") return { ...range, url: span.value };
      if (span.style === "mention") return { ...range, user: { id: Number(span.value) } };
      return { ...range, language: span.value };
    })
    .filter((entity) => entity.offset + entity.length <= text.length);
}

export function textOf(text: string, entities: readonly WireEntity[]): FormattedText {
  const spans = entities.flatMap((entity): Span[] => {
    const style = pairs.find(([, type]) => type === entity.type)?.[0];
    if (style === undefined) return [];
    const value = entity.url ?? entity.user?.id ?? entity.language;
    const range = { start: entity.offset, end: entity.offset + entity.length, style };
    return [{ ...range, ...(value === undefined ? {} : { value: String(value) }) }];
  });
  return spans.length === 0 ? { text } : { text, spans };
}

/** Text within its limit and entities within the text, or the refusal that Telegram gives. */
export function checkText(
  text: string,
  entities: readonly WireEntity[],
  max: number,
  tooLong: string,
): void {
  if (text.length > max) throw badRequest(tooLong);
  for (const { type, offset, length, url, user } of entities) {
    if (offset < 0 || length <= 0 || offset + length > text.length) {
      throw badRequest(`can't parse entities: entity "${type}" reaches beyond the text`);
    }
    if (type === "text_link" && url === undefined) throw badRequest("entity needs a url");
    if (type === "text_mention" && user === undefined) throw badRequest("entity needs a user");
  }
}
