import type { MediaKind } from "switchboard/adapter";
import type { SimulatedFile, SimulatedPart } from "switchboard/adapter/testkit";
import { entitiesOf, textOf } from "./entities.ts";
import type { WireMessage } from "./wire.ts";
import type { StoredFile, World } from "./world.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a message with this content, as the Bot API would bring them. */
export function fieldsOf(part: SimulatedPart, world: World): Fields {
  switch (part.type) {
    case "text": {
      const entities = entitiesOf(part.text);
      return { text: part.text.text, ...(entities.length === 0 ? {} : { entities }) };
    }
    case "media":
      return { ...mediaFields(part.file, world), ...captionFields(part.caption) };
    case "location": {
      const { latitude, longitude, name, address } = part;
      const location = { latitude, longitude };
      if (name === undefined) return { location };
      return { location, venue: { location, title: name, address: address ?? name } };
    }
    case "contact-card": {
      const [phone_number = ""] = part.phones;
      const card = { phone_number, first_name: part.name };
      return { contact: part.vcard === undefined ? card : { ...card, vcard: part.vcard } };
    }
    case "link":
      return {
        text: part.url,
        entities: [{ type: "url", offset: 0, length: part.url.length }],
      };
    case "poll":
      return { poll: pollFields(part) };
    case "action":
      // What a button of a keyboard with a web app sends; inline buttons are `pressButton`'s.
      return { web_app_data: { data: part.value, button_text: part.label ?? part.value } };
    case "unsupported":
      return { dice: { emoji: "🎲", value: 4 } };
  }
}

function captionFields(caption: Extract<SimulatedPart, { type: "media" }>["caption"]): Fields {
  if (caption === undefined) return {};
  const entities = entitiesOf(caption);
  return {
    caption: caption.text,
    ...(entities.length === 0 ? {} : { caption_entities: entities }),
  };
}

function pollFields(part: Extract<SimulatedPart, { type: "poll" }>): Fields {
  return {
    id: "5000000000000000001",
    question: part.question,
    options: part.options.map((text, n) => ({ persistent_id: String(n), text, voter_count: 0 })),
    total_voter_count: 0,
    is_closed: false,
    is_anonymous: true,
    type: "regular",
    allows_multiple_answers: part.multiple,
  };
}

const seconds = 3;
const pixels = { width: 640, height: 480 };

/** A stored file in the field that Telegram has for its kind. */
export function mediaFields(file: SimulatedFile, world: World): Fields {
  const { bytes, mimeType, fileName = "file" } = file;
  const about = {
    ...world.storeFile({ bytes, mimeType, fileName }),
    file_size: bytes.byteLength,
  };
  const named = { ...about, mime_type: mimeType, file_name: fileName };
  switch (file.kind) {
    case "image": {
      const thumbnail = world.storeFile({ bytes: bytes.slice(0, 90), mimeType, fileName });
      return {
        photo: [
          { ...thumbnail, width: 90, height: 67, file_size: 90 },
          { ...about, ...pixels },
        ],
      };
    }
    case "video":
      return { video: { ...named, ...pixels, duration: seconds } };
    case "animation": {
      const animation = { ...named, ...pixels, duration: seconds };
      return { animation, document: named };
    }
    case "audio":
      return { audio: { ...named, duration: seconds } };
    case "voice":
      return { voice: { ...about, mime_type: mimeType, duration: seconds } };
    case "file":
      return { document: named };
    case "sticker":
      return {
        sticker: {
          ...about,
          type: "regular",
          width: 512,
          height: 512,
          is_animated: mimeType === "application/x-tgsticker",
          is_video: mimeType === "video/webm",
          emoji: "👋",
        },
      };
  }
}

const kindOf: Readonly<Record<string, MediaKind>> = {
  animation: "animation",
  photo: "image",
  video: "video",
  audio: "audio",
  voice: "voice",
  document: "file",
  sticker: "sticker",
};

/** A message of the bot's as its reader sees it. */
export function partsOf(message: WireMessage, world: World): readonly SimulatedPart[] {
  const { text, entities = [], caption, caption_entities = [] } = message;
  if (text !== undefined) return [{ type: "text", text: textOf(text, entities) }];
  for (const [field, kind] of Object.entries(kindOf)) {
    const stored = fileIn(message[field], world);
    if (stored === undefined) continue;
    const words = caption === undefined ? undefined : textOf(caption, caption_entities);
    return [
      {
        type: "media",
        file: { kind, ...stored },
        ...(words === undefined ? {} : { caption: words }),
      },
    ];
  }
  return [structuredOf(message)];
}

function fileIn(value: unknown, world: World): StoredFile | undefined {
  const found: unknown = Array.isArray(value) ? value.at(-1) : value;
  if (typeof found !== "object" || found === null || !("file_id" in found)) return undefined;
  return world.storedFile(String(found.file_id));
}

interface Structured {
  readonly location?: { readonly latitude: number; readonly longitude: number };
  readonly venue?: { readonly title: string; readonly address: string };
  readonly contact?: {
    readonly phone_number: string;
    readonly first_name: string;
    readonly vcard?: string;
  };
  readonly poll?: {
    readonly question: string;
    readonly options: readonly { readonly text: string }[];
    readonly allows_multiple_answers: boolean;
  };
}

function structuredOf(message: WireMessage): SimulatedPart {
  const { location, venue, contact, poll } = message as Structured;
  if (location !== undefined) {
    const place = venue === undefined ? {} : { name: venue.title, address: venue.address };
    return { type: "location", ...location, ...place };
  }
  if (contact !== undefined) {
    return {
      type: "contact-card",
      name: contact.first_name,
      phones: [contact.phone_number],
      ...(contact.vcard === undefined ? {} : { vcard: contact.vcard }),
    };
  }
  if (poll !== undefined) {
    return {
      type: "poll",
      question: poll.question,
      options: poll.options.map((option) => option.text),
      multiple: poll.allows_multiple_answers,
    };
  }
  return { type: "unsupported", platformType: "message", fallback: JSON.stringify(message) };
}
