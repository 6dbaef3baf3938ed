import { ChannelError, sliceText, splitText } from "switchboard/adapter";
import type { FormattedText, OutboundMedia, Part, SendRequest } from "switchboard/adapter";
import { limits } from "./capabilities.ts";
import type { Call, SendMethod } from "./client.ts";
import { toEntities } from "./entities.ts";
import { albumKindOf, albumOf, mediaCall, refuseMedia } from "./outbound-media.ts";
import type { MediaPart } from "./outbound-media.ts";
import { businessConnectionOf, destinationOf, findTarget } from "./references.ts";

export type SendCall = Call<SendMethod>;

/** What one request becomes, before anything is sent: it is refused as a whole, or not at all. */
export interface SendPlan {
  readonly calls: readonly [SendCall, ...SendCall[]];
  readonly degraded: readonly string[];
}

type OutboundPart = Part<OutboundMedia>;
type Destination = ReturnType<typeof destinationOf>;

/** @throws ChannelError, always `not-sent`, for what Telegram would refuse anyway. */
export function planSend(request: SendRequest): SendPlan {
  const degraded: string[] = [];
  const to = destinationOf(request.conversation, request.replyContext);
  const calls = runsOf(request.parts).flatMap((run) => callsFor(run, to, degraded));
  const [first, ...others] = calls;
  if (first === undefined) throw refused("content-rejected", "There is nothing to send.");
  return { calls: [withReply(first, request), ...others], degraded };
}

/** Neighbouring media that Telegram can show as one album; everything else stands alone. */
function runsOf(parts: readonly OutboundPart[]): readonly (readonly OutboundPart[])[] {
  const runs: OutboundPart[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    const previous = run?.at(-1);
    const kind = part.type === "media" ? albumKindOf(part) : undefined;
    const joins =
      kind !== undefined && previous?.type === "media" && albumKindOf(previous) === kind;
    if (run !== undefined && joins && run.length < limits.albumItems) run.push(part);
    else runs.push([part]);
  }
  return runs;
}

function callsFor(
  run: readonly OutboundPart[],
  to: Destination,
  degraded: string[],
): readonly SendCall[] {
  const media = run.filter((part) => part.type === "media");
  if (media.length > 0) return mediaCalls(media, to);
  return run.flatMap((part) => partCalls(part, to, degraded));
}

/** Media with captions; what is too long for a caption follows as text. */
function mediaCalls(media: readonly MediaPart[], to: Destination): readonly SendCall[] {
  for (const part of media) refuseMedia(part);
  const rest = media.flatMap((part) => captionOf(part).rest);
  const shown = media.map((part) => {
    const { caption: _, ...bare } = part;
    const { caption } = captionOf(part);
    return caption === undefined ? bare : { ...bare, caption };
  });
  const [only] = shown;
  const call = shown.length === 1 && only !== undefined ? mediaCall(only, to) : albumOf(shown, to);
  return [call, ...rest.flatMap((text) => textCalls(text, to))];
}

function captionOf(part: MediaPart): {
  readonly caption?: FormattedText;
  readonly rest: readonly FormattedText[];
} {
  if (part.caption === undefined || isBlank(part.caption.text)) return { rest: [] };
  if (part.kind === "sticker") return { rest: [part.caption] };
  const [caption, ...pieces] = splitText(part.caption, limits.caption);
  if (pieces.length === 0) return { caption, rest: [] };
  const { length } = caption.text;
  return { caption, rest: [sliceText(part.caption, length, part.caption.text.length)] };
}

function partCalls(part: OutboundPart, to: Destination, degraded: string[]): readonly SendCall[] {
  switch (part.type) {
    case "text":
      return textCalls(part.text, to);
    case "location":
      return [locationCall(part, to)];
    case "contact-card":
      return [contactCall(part, to, degraded)];
    case "poll":
      return [pollCall(part, to)];
    case "link":
      degraded.push("The link was sent as text.");
      return textCalls(linkText(part), to);
    default:
      throw refused("unsupported", `Telegram can't send a part of type ${part.type}.`);
  }
}

/** Telegram takes no blank message, so a piece of nothing but spaces is left out. */
function textCalls(text: FormattedText, to: Destination): readonly SendCall[] {
  return splitText(text, limits.text)
    .filter((piece) => !isBlank(piece.text))
    .map((piece) => {
      const entities = toEntities(piece);
      return {
        method: "sendMessage",
        params: { ...to, text: piece.text, ...(entities.length === 0 ? {} : { entities }) },
      };
    });
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}

function linkText(part: Extract<OutboundPart, { type: "link" }>): FormattedText {
  return { text: [part.title, part.description, part.url].filter(Boolean).join("\n") };
}

function locationCall(
  part: Extract<OutboundPart, { type: "location" }>,
  to: Destination,
): SendCall {
  const { latitude, longitude, name, address } = part;
  const where = { ...to, latitude, longitude };
  const title = name ?? address;
  if (title === undefined) return { method: "sendLocation", params: where };
  return { method: "sendVenue", params: { ...where, title, address: address ?? title } };
}

function contactCall(
  part: Extract<OutboundPart, { type: "contact-card" }>,
  to: Destination,
  degraded: string[],
): SendCall {
  const [phone, ...others] = part.phones;
  if (phone === undefined) {
    throw refused("unsupported", "Telegram sends a contact only with a phone number.");
  }
  const vcard = part.vcard ?? (others.length === 0 ? undefined : vcardOf(part.name, part.phones));
  const fits = vcard === undefined || Buffer.byteLength(vcard) <= limits.vcardBytes;
  if (!fits) degraded.push("The contact's details were too long; only name and phone were sent.");
  return {
    method: "sendContact",
    params: {
      ...to,
      phone_number: phone,
      first_name: part.name,
      ...(vcard === undefined || !fits ? {} : { vcard }),
    },
  };
}

function vcardOf(name: string, phones: readonly string[]): string {
  const escaped = name.replace(/[\\,;]/g, String.raw`\$&`).replace(/\r?\n/g, " ");
  const numbers = phones.map((phone) => `TEL:${phone.replace(/[\r\n]/g, "")}`);
  return ["BEGIN:VCARD", "VERSION:3.0", `FN:${escaped}`, ...numbers, "END:VCARD"].join("\r\n");
}

function pollCall(part: Extract<OutboundPart, { type: "poll" }>, to: Destination): SendCall {
  // node-telegram-bot-api 2.1 has no business_connection_id for it.
  if (to.business_connection_id !== undefined) {
    throw refused("unsupported", "Telegram sends no polls for Business accounts.");
  }
  const { question, options, multiple } = part;
  const { min, max } = limits.pollOptions;
  if (options.length < min || options.length > max) {
    throw refused("content-rejected", `A poll needs ${min} to ${max} options.`);
  }
  if (question.length > limits.pollQuestion || isBlank(question)) {
    throw refused("content-rejected", `A poll's question has 1 to ${limits.pollQuestion} letters.`);
  }
  if (options.some((option) => option.length > limits.pollOption || isBlank(option))) {
    throw refused("content-rejected", `A poll's options have 1 to ${limits.pollOption} letters.`);
  }
  return {
    method: "sendPoll",
    params: {
      ...to,
      question,
      options: options.map((text) => ({ text })),
      allows_multiple_answers: multiple,
    },
  };
}

/**
 * The first message alone quotes. What can't be quoted (a pressed button, a message deleted meanwhile) must not keep
 * the answer from the customer: it goes without, and the agent is told.
 */
function withReply(call: SendCall, request: SendRequest): SendCall {
  if (request.replyTo === undefined) return call;
  const target = findTarget(request.replyTo);
  if (target === undefined) return call;
  // A quote can't reach from the bot's own chat into a Business account's or back.
  if (target.business_connection_id !== businessConnectionOf(request.replyContext)) return call;
  const reply_parameters = {
    message_id: target.message_id,
    allow_sending_without_reply: true,
    ...(target.chat_id === request.conversation.id ? {} : { chat_id: target.chat_id }),
  };
  // The union of calls can't be spread without losing which parameters belong to which method.
  return { ...call, params: { ...call.params, reply_parameters } } as SendCall;
}

function refused(code: "unsupported" | "content-rejected", message: string): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message });
}
