import { ChannelError, splitText } from "switchboard/adapter";
import type { ChannelErrorCode, OutboundMedia, Part, SendRequest } from "switchboard/adapter";
import { capabilities } from "./capabilities.ts";
import type { LinkPayload } from "./payloads.ts";

/** One message in WeChat. */
export type Step =
  | { readonly type: "text"; readonly text: string; readonly mentionIds: readonly string[] }
  | { readonly type: "file"; readonly media: OutboundMedia; readonly name: string }
  | { readonly type: "link"; readonly link: LinkPayload };

/** What one request becomes, before anything is sent: it is refused as a whole, or not at all. */
export interface SendPlan {
  readonly steps: readonly [Step, ...Step[]];
  readonly degraded: readonly string[];
}

type OutboundPart = Part<OutboundMedia>;
type MediaPart = Extract<OutboundPart, { type: "media" }>;

/** @throws ChannelError, always `not-sent`, for what can't be sent. */
export function planSend(request: SendRequest, canLink: boolean): SendPlan {
  const degraded: string[] = [];
  const quote = quoteFor(request);
  if (quote !== "") degraded.push("The message answered was quoted as text.");
  const steps = request.parts.flatMap((part) => stepsOf(part, canLink, degraded));
  const quoted = withQuote(steps, quote);
  const [first, ...others] = quoted;
  if (first === undefined) throw refused("content-rejected", "There is nothing to send.");
  return { steps: [first, ...others], degraded };
}

function stepsOf(part: OutboundPart, canLink: boolean, degraded: string[]): readonly Step[] {
  switch (part.type) {
    case "text": {
      const mentionIds = (part.text.spans ?? []).flatMap(({ style, value }) =>
        style === "mention" && value !== undefined ? [value] : [],
      );
      return textSteps(part.text.text, mentionIds);
    }
    case "media":
      return mediaSteps(part, degraded);
    case "link":
      if (canLink) return [{ type: "link", link: linkOf(part) }];
      degraded.push("The link was sent as text.");
      return textSteps([part.title, part.description, part.url].filter(Boolean).join("\n"));
    case "location":
      degraded.push("The place was sent as text.");
      return textSteps(placeAsText(part));
    case "contact-card":
      degraded.push("The contact was sent as text.");
      return textSteps([part.name, ...part.phones].join("\n"));
    case "poll":
      degraded.push("The poll was sent as text; customers answer in words.");
      return textSteps(
        [part.question, ...part.options.map((option, n) => `${n + 1}. ${option}`)].join("\n"),
      );
    default:
      throw refused("unsupported", `WeChat can't be sent a part of type ${part.type}.`);
  }
}

/** WeChat takes no blank message, so a piece of nothing but blanks is left out. */
function textSteps(text: string, mentionIds: readonly string[] = []): readonly Step[] {
  return splitText({ text }, capabilities.text.maxLength)
    .filter((piece) => piece.text.trim() !== "")
    .map((piece, n) => ({
      type: "text",
      text: piece.text,
      mentionIds: n === 0 ? mentionIds : [],
    }));
}

/** Puppets tell a picture from a file by its name. */
function mediaSteps(part: MediaPart, degraded: string[]): readonly Step[] {
  const limits = capabilities.media[part.kind];
  if (limits === undefined || limits.support === "none") {
    throw refused("unsupported", `WeChat can't be sent media of kind ${part.kind}.`);
  }
  const { size, mimeType, fileName } = part.media;
  if (limits.maxBytes !== undefined && size > limits.maxBytes) {
    const most = Math.floor(limits.maxBytes / 1024 / 1024);
    throw refused("media-too-large", `The file is larger than the ${most} MB that can be sent.`);
  }
  if (limits.support === "fallback") degraded.push(`The ${part.kind} was sent as a file.`);
  const name = nameFor(fileName, part.kind, mimeType);
  const caption = part.caption === undefined ? [] : textSteps(part.caption.text);
  return [{ type: "file", media: part.media, name }, ...caption];
}

const endings: Readonly<Record<string, string>> = {
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "video/mp4": ".mp4",
};

/** A name that shows what it is, without anything of a path. */
function nameFor(fileName: string, kind: MediaPart["kind"], mimeType: string): string {
  const bare = fileName.replace(/^.*[/\\]/, "").replace(/[\p{Cc}]/gu, "") || "file";
  const ending = kind === "image" || kind === "video" ? endings[mimeType] : undefined;
  if (ending === undefined || bare.toLowerCase().endsWith(ending)) return bare;
  if (ending === ".jpg" && bare.toLowerCase().endsWith(".jpeg")) return bare;
  return `${bare}${ending}`;
}

function linkOf({ url, title, description }: Extract<OutboundPart, { type: "link" }>): LinkPayload {
  return {
    url,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
}

function placeAsText(part: Extract<OutboundPart, { type: "location" }>): string {
  const { latitude, longitude, name, address } = part;
  return [name, address, `${latitude}, ${longitude}`].filter(Boolean).join("\n");
}

/** As the apps quote: the other's words in corner brackets, a line, then the answer. */
function quoteFor({ replyTo, replyContext }: SendRequest): string {
  if (replyTo === undefined) return "";
  if (typeof replyContext !== "object" || replyContext === null || Array.isArray(replyContext)) {
    return "";
  }
  const { message, name, excerpt } = replyContext as Readonly<Record<string, unknown>>;
  // The context may be that of the customer's last message instead.
  if (message !== replyTo.messageId || typeof excerpt !== "string" || excerpt === "") return "";
  const who = typeof name === "string" && name !== "" ? `${name}：` : "";
  return `「${who}${excerpt}」\n- - - - - - - - - - - - - - -\n`;
}

function withQuote(steps: readonly Step[], quote: string): readonly Step[] {
  const [first, ...others] = steps;
  if (quote === "" || first === undefined) return steps;
  if (first.type !== "text") return [...textSteps(quote), ...steps];
  return [...textSteps(quote + first.text, first.mentionIds), ...others];
}

function refused(code: ChannelErrorCode, message: string): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message });
}
