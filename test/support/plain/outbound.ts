import {
  type Capabilities,
  ChannelError,
  type FormattedText,
  type OutboundMedia,
  type Part,
  sliceText,
  splitText,
} from "switchboard/adapter";

type Outgoing = Part<OutboundMedia>;

/** Pure: what is asked for → the messages it takes, in order. Notes in `degraded` what won't look as meant. */
export function outbound(
  parts: readonly Outgoing[],
  capabilities: Capabilities,
  degraded: string[] = [],
): readonly (readonly Outgoing[])[] {
  const files: Outgoing[] = [];
  const others: Outgoing[] = [];
  for (const part of parts) {
    if (part.type !== "media") {
      others.push(...plain(part, capabilities, degraded));
      continue;
    }
    const [file, ...words] = mediaMessages(part, capabilities, degraded);
    files.push(file);
    others.push(...words);
  }
  const messages = others.map((part) => [part]);
  return files.length > 0 ? [files, ...messages] : messages;
}

function mediaMessages(
  part: Extract<Outgoing, { type: "media" }>,
  { media }: Capabilities,
  degraded: string[],
): readonly [Outgoing, ...Outgoing[]] {
  const limits = media[part.kind];
  if (limits === undefined || limits.support === "none") throw unsupported(part.kind);
  if (part.media.size > (limits.maxBytes ?? Number.POSITIVE_INFINITY)) {
    throw new ChannelError({ code: "media-too-large", outcome: "not-sent" });
  }
  if (limits.support === "fallback") degraded.push(`The ${part.kind} was sent as a file.`);
  const file: Outgoing = limits.support === "native" ? part : { ...part, kind: "file" };
  const room = limits.maxCaptionLength ?? 0;
  if (part.caption === undefined || part.caption.text.length <= room) return [file];
  const [caption] = splitText(part.caption, room);
  const rest = sliceText(part.caption, caption.text.length, part.caption.text.length);
  return [{ ...file, caption }, ...textMessages(rest)];
}

function plain(part: Outgoing, { parts }: Capabilities, degraded: string[]): readonly Outgoing[] {
  if (part.type === "text") return textMessages(part.text);
  if (part.type === "location") return [part];
  if (part.type === "media" || part.type === "unsupported") throw unsupported(part.type);
  if ((parts[part.type] ?? "none") === "none") throw unsupported(part.type);
  degraded.push(`The ${part.type} was sent as text.`);
  if (part.type === "link") return textMessages({ text: `${part.title ?? ""}\n${part.url}` });
  if (part.type === "contact-card")
    return textMessages({ text: [part.name, ...part.phones].join("\n") });
  throw unsupported(part.type);
}

const maxTextLength = 500;

function textMessages(text: FormattedText): readonly Outgoing[] {
  return splitText(text, maxTextLength).map((piece) => ({ type: "text", text: piece }));
}

function unsupported(what: string): ChannelError {
  const message = `Plain has no ${what}.`;
  return new ChannelError({ code: "unsupported", outcome: "not-sent", message });
}
