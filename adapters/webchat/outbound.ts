import { splitText } from "switchboard/adapter";
import type {
  FormattedText,
  MediaKind,
  OutboundMedia,
  Part,
  SendRequest,
} from "switchboard/adapter";
import { capabilities, limits } from "./capabilities.ts";
import type { ChatMessage } from "./entries.ts";
import { notSent } from "./errors.ts";
import { isSafeLink } from "./links.ts";

/** A message that is to be written, but for its file and time. */
export interface Draft extends Pick<ChatMessage, "id" | "text" | "spans" | "replyTo"> {
  readonly media?: { readonly kind: MediaKind; readonly file: OutboundMedia };
}

export interface Plan {
  readonly drafts: readonly Draft[];
  readonly degraded: readonly string[];
}

type Words = Pick<ChatMessage, "text" | "spans">;

/** The messages that a send becomes; the same ids at every attempt. @throws ChannelError `not-sent`. */
export function planSend({ clientMessageId, parts, replyTo }: SendRequest): Plan {
  const degraded: string[] = [];
  const pieces = parts.flatMap((part): Omit<Draft, "id">[] => {
    if (part.type === "text") return splitText(part.text, limits.text).map(words);
    if (part.type === "media") return mediaPieces(part);
    const text = inWords(part);
    degraded.push(`The ${part.type} was sent as text.`);
    return splitText(text, limits.text).map(words);
  });
  const drafts = pieces.map((piece, at): Draft => ({
    ...piece,
    id: at === 0 ? clientMessageId : `${clientMessageId}-${at + 1}`,
    ...(at === 0 && replyTo !== undefined && { replyTo: replyTo.messageId }),
  }));
  return { drafts, degraded };
}

/** What an edited message says now. */
export function planEdit(parts: readonly Part<OutboundMedia>[]): Words {
  const text = parts.flatMap((part) =>
    part.type === "text"
      ? [part.text]
      : part.type === "media"
        ? (part.caption ?? [])
        : [inWords(part)],
  );
  const [only] = text;
  if (only === undefined || text.length > 1) {
    throw notSent("unsupported", "A message in the chat can be changed to one text only.");
  }
  return words(only);
}

function mediaPieces(part: Extract<Part<OutboundMedia>, { type: "media" }>): Omit<Draft, "id">[] {
  const allowed = capabilities.media[part.kind];
  if (allowed === undefined) throw notSent("unsupported", `The chat shows no ${part.kind}.`);
  if (part.media.size > limits.fileBytes) {
    throw notSent("media-too-large", "A file in the chat may have 10 MB at most.");
  }
  const [caption, ...more] =
    part.caption === undefined ? [] : splitText(part.caption, limits.text).map(words);
  return [{ ...caption, media: { kind: part.kind, file: part.media } }, ...more];
}

function inWords(part: Exclude<Part<OutboundMedia>, { type: "text" | "media" }>): FormattedText {
  switch (part.type) {
    case "location": {
      const place = `${part.latitude}, ${part.longitude}`;
      return { text: lines(part.name, part.address, place) };
    }
    case "contact-card":
      return { text: lines(part.name, ...part.phones) };
    case "link": {
      const before = lines(part.title, part.description, "");
      const start = before.length;
      const text = before + part.url;
      return { text, spans: [{ start, end: text.length, style: "link", value: part.url }] };
    }
    case "poll":
      return { text: lines(part.question, ...part.options.map((option) => `– ${option}`)) };
    case "action":
    case "unsupported":
      throw notSent("unsupported", `The chat has no ${part.type}.`);
  }
}

function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join("\n");
}

/** As the widget shows it: what it has no style for is left out, and links that could run something. */
function words({ text, spans = [] }: FormattedText): Words {
  const shown = spans.filter(
    ({ style, value }) =>
      capabilities.text.styles.includes(style) &&
      (style !== "link" || (value !== undefined && isSafeLink(value))),
  );
  return { text, ...(shown.length > 0 && { spans: shown }) };
}
