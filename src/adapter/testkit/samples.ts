import { createHash } from "node:crypto";
import type { FormattedText, MediaKind, OutboundMedia, Part, Span } from "../index.ts";
import type { SimulatedFile, SimulatedPart, SimulatedPartKind } from "./simulator.ts";

export const mediaKinds: readonly MediaKind[] = [
  "image",
  "video",
  "animation",
  "audio",
  "voice",
  "file",
  "sticker",
];

const usual: Readonly<
  Record<MediaKind, { readonly mimeType: string; readonly extension: string }>
> = {
  image: { mimeType: "image/jpeg", extension: "jpg" },
  video: { mimeType: "video/mp4", extension: "mp4" },
  animation: { mimeType: "video/mp4", extension: "mp4" },
  audio: { mimeType: "audio/mpeg", extension: "mp3" },
  voice: { mimeType: "audio/ogg", extension: "ogg" },
  file: { mimeType: "application/pdf", extension: "pdf" },
  sticker: { mimeType: "image/webp", extension: "webp" },
};

/** The same bytes at every call for the same seed; no two pieces alike, so a mix-up shows. */
export function bytes(size: number, seed: string): Uint8Array {
  const block = createHash("sha512").update(seed).digest();
  const all = Buffer.alloc(size, block);
  for (let at = 0; at + 4 <= size; at += 4096) all.writeUInt32LE(at, at);
  return new Uint8Array(all);
}

/** A file of a kind, small, in a type the platform takes. */
export function sampleFile(
  kind: MediaKind,
  size = 3000,
  mimeTypes?: readonly string[],
): SimulatedFile {
  const { mimeType, extension } = usual[kind];
  const taken = mimeTypes === undefined || mimeTypes.some((one) => covers(one, mimeType));
  return {
    kind,
    bytes: bytes(size, `${kind} ${size}`),
    mimeType: taken ? mimeType : (mimeTypes[0] ?? mimeType).replace("*", extension),
    fileName: `sample-${kind}.${extension}`,
  };
}

function covers(pattern: string, mimeType: string): boolean {
  return (
    pattern === mimeType || (pattern.endsWith("/*") && mimeType.startsWith(pattern.slice(0, -1)))
  );
}

/** What customers send, one of each kind. */
export function customersPart(kind: SimulatedPartKind): SimulatedPart {
  switch (kind) {
    case "text":
      return { type: "text", text: { text: "Do you have it in green?" } };
    case "location":
    case "contact-card":
    case "link":
    case "poll":
      return otherParts[kind];
    case "action":
      return { type: "action", value: "size:42", label: "Size 42" };
    default:
      return { type: "media", file: sampleFile(kind) };
  }
}

/** One of each part that is neither text nor media. */
export const otherParts = {
  location: { type: "location", latitude: 31.230416, longitude: 121.473701 },
  "contact-card": { type: "contact-card", name: "Grace Hopper", phones: ["+15550100"] },
  link: { type: "link", url: "https://shop.example/green", title: "The green one" },
  poll: { type: "poll", question: "Which colour?", options: ["Green", "Blue"], multiple: false },
  action: { type: "action", value: "size:42", label: "Size 42" },
  unsupported: { type: "unsupported", platformType: "hologram", fallback: "A hologram" },
} as const satisfies Readonly<Record<string, Part<never>>>;

/** Texts that have broken systems like ours, by what is special about them. */
export const hostileTexts: Readonly<Record<string, string>> = {
  "emoji made of several": "👨‍👩‍👧‍👦 🏳️‍🌈 👩🏽‍🚀 🇨🇳🇩🇪 1️⃣",
  Chinese: "你好，请问有货吗？𠮷野家 這個呢",
  "right to left": "مرحبا שלום \u202Eabc\u202C — 50%",
  "piles of combining marks": "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308algo cafe\u0301",
  "what looks like markup": "2*3*4 _x_ `y` [a](b) <b>&amp;</b> \\n ~~ || {{name}} %s",
  "line breaks and blanks": "one\n\ntwo   three\tfour\n— five",
  "invisible characters": "zero\u200Bwidth\u2060joiner\u00ADsoft",
};

/** Text of exactly `length` UTF-16 units, in words, with emoji strewn in, no blank at either end. */
export function textOf(length: number): string {
  const phrase = "One 👩‍👩‍👧 asks 你好 again: ça va? ";
  let text = "";
  while (text.length + phrase.length < length) text += phrase;
  return text + "x".repeat(length - text.length);
}

/** A text with one styled word. */
export function styledText(style: Span["style"], value: string | undefined): FormattedText {
  const span: Span = { start: 8, end: 12, style, ...(value !== undefined && { value }) };
  return { text: "This is bold 🎈 and no more", spans: [span] };
}

/** The kit's side of an upload: counts how often it was opened. */
export class Upload implements OutboundMedia {
  readonly mimeType: string;
  readonly fileName: string;
  readonly size: number;
  opened = 0;
  readonly #bytes: Uint8Array;

  constructor(file: SimulatedFile, announcedSize = file.bytes.byteLength) {
    this.mimeType = file.mimeType;
    this.fileName = file.fileName ?? "file";
    this.size = announcedSize;
    this.#bytes = file.bytes;
  }

  open(): Promise<ReadableStream<Uint8Array>> {
    this.opened += 1;
    return Promise.resolve(new Blob([Buffer.from(this.#bytes)]).stream());
  }
}

export function uploadPart(file: SimulatedFile, caption?: FormattedText): Part<OutboundMedia> {
  const media = new Upload(file);
  return { type: "media", kind: file.kind, media, ...(caption !== undefined && { caption }) };
}
