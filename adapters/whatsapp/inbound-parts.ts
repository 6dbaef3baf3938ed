import type { MediaKind, MediaRef, Part } from "switchboard/adapter";
import { addressText, type WebMessage } from "./web.ts";

const fileKinds: Readonly<Record<string, MediaKind>> = {
  image: "image",
  video: "video",
  audio: "audio",
  ptt: "voice",
  document: "file",
  sticker: "sticker",
  ptv: "video",
};

/** What agents read in place of something that has no part of its own. */
const inWords: Readonly<Record<string, string>> = {
  call_log: "📞 Called on WhatsApp.",
  order: "🛒 Sent an order: it can be read on the phone.",
  product: "🛍️ Sent a product of the catalogue: it can be seen on the phone.",
  payment: "💳 Sent a payment: it can be seen on the phone.",
  groups_v4_invite: "✉️ Sent an invitation to a group.",
  event_creation: "📅 Sent an event: it can be seen on the phone.",
  ciphertext: "🔒 This message can't be decrypted here yet: it can be read on the phone.",
  oversized: "This message is too long for WhatsApp Web: it can be read on the phone.",
  hsm: "Sent a message of a template: it can be read on the phone.",
  interactive: "Sent an interactive message: it can be seen on the phone.",
  album: "🖼️ Sent an album.",
};

/** What a message consists of. Never empty: what can't be read is an `unsupported` part with words for the agent. */
export function partsOf(message: WebMessage): readonly Part[] {
  try {
    const parts = knownParts(message);
    return parts.length === 0 ? [unsupported(message)] : parts;
  } catch {
    // WhatsApp has changed what it looks like.
    return [unsupported(message)];
  }
}

/** @throws when the message lacks what its type promises. */
function knownParts(message: WebMessage): readonly Part[] {
  const { type, body = "" } = message;
  switch (type) {
    case "chat":
      return [{ type: "text", text: { text: words(body) } }];
    case "location":
      return [locationOf(message)];
    case "vcard":
      return [cardOf(body)];
    case "multi_vcard":
      return (message.vcardList ?? []).map(({ vcard }) => cardOf(vcard));
    case "poll_creation":
      return [
        {
          type: "poll",
          question: message.pollName ?? "",
          options: (message.pollOptions ?? []).map(({ name }) => name),
          multiple: message.pollSelectableOptionsCount !== 1,
        },
      ];
    case "buttons_response":
    case "list_response":
    case "template_button_reply":
      return [
        {
          type: "action",
          value: selectedOf(message) ?? body,
          ...(body === "" ? {} : { label: body }),
        },
      ];
    default:
      return [fileOf(message) ?? unsupported(message)];
  }
}

function fileOf(message: WebMessage): Part | undefined {
  const { type, isGif, caption, directPath, isViewOnce } = message;
  const kind = type === "video" && isGif === true ? "animation" : fileKinds[type];
  if (kind === undefined) return undefined;
  // Photos that may be seen once come without their file: linked devices don't get it.
  if (isViewOnce === true && directPath === undefined) {
    return {
      type: "unsupported",
      platformType: `${type} (view once)`,
      fallback: "👁️ Sent something that may be seen once: it can be opened on the phone only.",
    };
  }
  return {
    type: "media",
    kind,
    media: mediaOf(message),
    ...(caption === undefined || caption === "" ? {} : { caption: { text: caption } }),
  };
}

function mediaOf(message: WebMessage): MediaRef {
  const { mimetype, filename, size, width, height, duration } = message;
  const seconds = Number(duration ?? Number.NaN);
  return {
    // The page has the key to decrypt it, and finds it by the message.
    ref: { key: message.id._serialized, chat: addressText(message.id.remote) },
    ...(mimetype === undefined ? {} : { mimeType: mimetype }),
    ...(filename === undefined || filename === "" ? {} : { fileName: filename }),
    ...(size === undefined ? {} : { size }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(Number.isFinite(seconds) && seconds > 0 ? { durationMs: seconds * 1000 } : {}),
  };
}

function locationOf({ lat, lng, loc }: WebMessage): Part {
  if (typeof lat !== "number" || typeof lng !== "number") throw new TypeError("No coordinates.");
  const [name = "", ...address] = (loc ?? "").split("\n");
  return {
    type: "location",
    latitude: lat,
    longitude: lng,
    ...(name === "" ? {} : { name }),
    ...(address.length === 0 ? {} : { address: address.join(", ") }),
  };
}

function cardOf(vcard: string): Part {
  // Lines may be folded: https://www.rfc-editor.org/rfc/rfc6350#section-3.2
  const lines = vcard.replaceAll(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const value = (line: string): string => line.slice(line.indexOf(":") + 1).trim();
  const name = lines.find((line) => /^(item\d+\.)?FN[:;]/i.test(line));
  const phones = lines.filter((line) => /^(item\d+\.)?TEL[:;]/i.test(line)).map(value);
  return { type: "contact-card", name: name === undefined ? "" : value(name), phones, vcard };
}

function selectedOf(message: WebMessage): string | undefined {
  const { selectedButtonId, selectedRowId, listResponse } = message;
  return selectedButtonId ?? selectedRowId ?? listResponse?.singleSelectReply?.selectedRowId;
}

function words(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("No words.");
  return value;
}

function unsupported({ type, body }: WebMessage): Part {
  const said = inWords[type] ?? `WhatsApp sent something that can't be shown here (${type}).`;
  const text = typeof body === "string" && body !== "" ? `\n${body}` : "";
  return { type: "unsupported", platformType: type, fallback: `${said}${text}` };
}
