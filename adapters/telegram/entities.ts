import type { FormattedText, Span } from "switchboard/adapter";
import type { MessageEntity } from "./client.ts";

// Both sides count in UTF-16 code units: https://core.telegram.org/bots/api#messageentity
const styleOf: Readonly<Record<string, Span["style"]>> = {
  bold: "bold",
  italic: "italic",
  underline: "underline",
  strikethrough: "strike",
  spoiler: "spoiler",
  code: "code",
  pre: "pre",
  blockquote: "quote",
  expandable_blockquote: "quote",
  text_link: "link",
  url: "link",
  email: "link",
  phone_number: "link",
  text_mention: "mention",
  mention: "mention",
};

/** What Telegram calls it when we say it. */
const typeOf: Readonly<Record<Exclude<Span["style"], "link" | "mention">, string>> = {
  bold: "bold",
  italic: "italic",
  underline: "underline",
  strike: "strikethrough",
  spoiler: "spoiler",
  code: "code",
  pre: "pre",
  quote: "blockquote",
};

/** Text as the person typed it. Entities without a style of ours (hashtags, commands, custom emoji) stay plain. */
export function fromEntities(
  text: string,
  entities: readonly MessageEntity[] | undefined,
): FormattedText {
  const spans = (entities ?? []).flatMap((entity): Span[] => {
    const style = styleOf[entity.type];
    const end = Math.min(entity.offset + entity.length, text.length);
    if (style === undefined || entity.offset < 0 || !(entity.offset < end)) return [];
    const value = valueOf(entity, text.slice(entity.offset, end));
    return [{ start: entity.offset, end, style, ...(value === undefined ? {} : { value }) }];
  });
  return spans.length === 0 ? { text } : { text, spans };
}

function valueOf(entity: MessageEntity, covered: string): string | undefined {
  switch (entity.type) {
    case "text_link":
      return entity.url;
    case "url":
      return /^[a-z][a-z\d+.-]*:/i.test(covered) ? covered : `http://${covered}`;
    case "email":
      return `mailto:${covered}`;
    case "phone_number":
      return `tel:${covered.replace(/[^\d+]/g, "")}`;
    case "text_mention":
      return entity.user === undefined ? undefined : String(entity.user.id);
    case "pre":
      return entity.language;
    default:
      return undefined;
  }
}

/** Never with parse_mode, which would read markup into what the agent typed. */
export function toEntities(text: FormattedText): MessageEntity[] {
  return (text.spans ?? []).flatMap((span): MessageEntity[] => {
    const range = { offset: span.start, length: span.end - span.start };
    if (range.offset < 0 || range.length <= 0 || span.end > text.text.length) return [];
    switch (span.style) {
      case "link":
        // Telegram finds bare addresses by itself.
        return span.value === undefined ? [] : [{ ...range, type: "text_link", url: span.value }];
      case "mention":
        return mention(range, span.value);
      case "pre":
        return [
          {
            ...range,
            type: "pre",
            ...(span.value === undefined ? {} : { language: span.value }),
          },
        ];
      default:
        return [{ ...range, type: typeOf[span.style] }];
    }
  });
}

/** Telegram finds @usernames by itself; a person without one is named by id, of which only `user.id` is read. */
function mention(
  range: { offset: number; length: number },
  id: string | undefined,
): MessageEntity[] {
  if (id === undefined || !/^\d{1,16}$/.test(id)) return [];
  const user = { id: Number(id), is_bot: false, first_name: "" };
  return [{ ...range, type: "text_mention", user }];
}
