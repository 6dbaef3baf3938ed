import type { MediaKind } from "switchboard/adapter";
import type { SimulatedFile, SimulatedPart } from "switchboard/adapter/testkit";
import type { WireMessage } from "./wire.ts";

interface Content {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The names that WhatsApp Web has for kinds of files. */
const fileTypes: Readonly<Record<MediaKind, string>> = {
  image: "image",
  video: "video",
  animation: "video",
  audio: "audio",
  voice: "ptt",
  file: "document",
  sticker: "sticker",
};

/** What a customer's part is in WhatsApp Web; `store` puts a file where it can be fetched. */
export function contentOf(part: SimulatedPart, store: (bytes: Uint8Array) => string): Content {
  switch (part.type) {
    case "text":
      return { type: "chat", fields: { body: part.text.text } };
    case "media":
      return {
        type: fileTypes[part.file.kind],
        fields: {
          ...fileFields(part.file, store),
          ...(part.caption === undefined ? {} : { caption: part.caption.text }),
        },
      };
    case "location": {
      const { latitude, longitude, name, address } = part;
      const loc = [name, address].filter((line) => line !== undefined).join("\n");
      return { type: "location", fields: { lat: latitude, lng: longitude, loc } };
    }
    case "contact-card":
      return { type: "vcard", fields: { body: part.vcard ?? vcardOf(part.name, part.phones) } };
    case "poll":
      return {
        type: "poll_creation",
        fields: {
          pollName: part.question,
          pollOptions: part.options.map((name, localId) => ({ name, localId })),
          pollSelectableOptionsCount: part.multiple ? 0 : 1,
        },
      };
    case "link":
      return { type: "chat", fields: { body: part.url } };
    case "action":
      return {
        type: "list_response",
        fields: { body: part.label ?? part.value, selectedRowId: part.value },
      };
    case "unsupported":
      return { type: part.platformType, fields: {} };
  }
}

/** What arrived of us, as a part. */
export function sentPart(message: WireMessage, files: ReadonlyMap<string, Buffer>): SimulatedPart {
  const { type, fields } = message;
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === "string" ? value : "";
  };
  switch (type) {
    case "chat":
      return { type: "text", text: { text: text("body") } };
    case "location": {
      const [name, address] = text("loc").split("\n");
      return {
        type: "location",
        latitude: Number(fields["lat"]),
        longitude: Number(fields["lng"]),
        ...(name ? { name } : {}),
        ...(address ? { address } : {}),
      };
    }
    case "vcard":
      return { type: "contact-card", ...cardOf(text("body")) };
    case "poll_creation": {
      const options = fields["pollOptions"] as readonly { readonly name: string }[];
      return {
        type: "poll",
        question: text("pollName"),
        options: options.map(({ name }) => name),
        multiple: fields["pollSelectableOptionsCount"] === 0,
      };
    }
    default: {
      const file: SimulatedFile = {
        kind: kindOf(type, fields["isGif"] === true),
        bytes: files.get(text("directPath")) ?? Buffer.alloc(0),
        mimeType: text("mimetype"),
        ...(text("filename") === "" ? {} : { fileName: text("filename") }),
      };
      const caption = text("caption");
      return { type: "media", file, ...(caption === "" ? {} : { caption: { text: caption } }) };
    }
  }
}

function fileFields(file: SimulatedFile, store: (bytes: Uint8Array) => string) {
  const { kind, bytes, mimeType, fileName } = file;
  return {
    directPath: store(bytes),
    mimetype: mimeType,
    size: bytes.byteLength,
    mediaKey: "simulated-media-key",
    // A small picture of it, as WhatsApp sends along.
    body: "/9j/4AAQ",
    ...(kind === "file" && fileName !== undefined ? { filename: fileName } : {}),
    ...(kind === "animation" ? { isGif: true } : {}),
    ...(kind === "image" || kind === "video" ? { width: 640, height: 480 } : {}),
    ...(kind === "voice" || kind === "audio" || kind === "video" ? { duration: "3" } : {}),
  };
}

function kindOf(type: string, isGif: boolean): MediaKind {
  if (isGif) return "animation";
  const found = Object.entries(fileTypes).find(([, name]) => name === type);
  return (found?.[0] as MediaKind | undefined) ?? "file";
}

function vcardOf(name: string, phones: readonly string[]): string {
  const numbers = phones.map((phone) => `TEL;type=CELL;waid=${phone.replace(/\D/g, "")}:${phone}`);
  return ["BEGIN:VCARD", "VERSION:3.0", `FN:${name}`, ...numbers, "END:VCARD"].join("\n");
}

function cardOf(vcard: string): { name: string; phones: string[]; vcard: string } {
  const name = /^FN:(.*)$/m.exec(vcard)?.[1]?.trim() ?? "";
  const phones = [...vcard.matchAll(/^TEL[^:]*:(.*)$/gm)].map(([, phone = ""]) => phone.trim());
  return { name, phones, vcard };
}
