import { createHash } from "node:crypto";
import { splitText } from "switchboard/adapter";
import type {
  FormattedText,
  MediaKind,
  OutboundMedia,
  Part,
  SendRequest,
} from "switchboard/adapter";
import { capabilities, limits } from "./capabilities.ts";
import { refused } from "./errors.ts";

/** What one message at WhatsApp holds; `File` says how the bytes of one are at hand. */
export type ContentWith<File> =
  | { readonly type: "text"; readonly text: string }
  | ({
      readonly type: "file";
      readonly as: "media" | "gif" | "voice" | "sticker" | "document";
      readonly caption?: string;
    } & File)
  | {
      readonly type: "location";
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  | { readonly type: "vcard"; readonly vcard: string }
  | {
      readonly type: "poll";
      readonly question: string;
      readonly options: readonly string[];
      readonly multiple: boolean;
    };

/** One message at WhatsApp; the bytes of a file are read when its turn comes. */
export type Piece = ContentWith<{ readonly media: OutboundMedia }>;

export interface Plan {
  readonly pieces: readonly Piece[];
  readonly degraded: readonly string[];
}

/** What goes out for a request. Pure. @throws ChannelError, `not-sent`, before anything is read. */
export function planSend({ parts }: Pick<SendRequest, "parts">): Plan {
  if (parts.length > capabilities.partsPerMessage) {
    throw refused("unsupported", `At most ${capabilities.partsPerMessage} parts make one answer.`);
  }
  const plans = parts.map(planPart);
  return {
    pieces: plans.flatMap(({ pieces }) => pieces),
    degraded: plans.flatMap(({ degraded }) => degraded),
  };
}

function planPart(part: Part<OutboundMedia>): Plan {
  switch (part.type) {
    case "text":
      return plain(textPieces(part.text));
    case "media":
      return planFile(part.kind, part.media, part.caption);
    case "location": {
      const { latitude, longitude, name, address } = part;
      const about = {
        ...(name === undefined ? {} : { name }),
        ...(address === undefined ? {} : { address }),
      };
      return plain([{ type: "location", latitude, longitude, ...about }]);
    }
    case "contact-card":
      return plain([{ type: "vcard", vcard: part.vcard ?? vcardOf(part.name, part.phones) }]);
    case "poll": {
      const { min, max } = limits.pollOptions;
      const { question, options, multiple } = part;
      if (options.length < min || options.length > max) {
        throw refused("content-rejected", `A poll of WhatsApp's has ${min} to ${max} choices.`);
      }
      return plain([{ type: "poll", question, options, multiple }]);
    }
    case "link": {
      const lines = [part.title, part.description, part.url].filter((line) => line !== undefined);
      return {
        pieces: textPieces({ text: lines.join("\n") }),
        degraded: ["The link was sent as text."],
      };
    }
    case "action":
    case "unsupported":
      throw refused(
        "unsupported",
        `WhatsApp has nothing to send a part of the type ${part.type} as.`,
      );
  }
}

function planFile(kind: MediaKind, media: OutboundMedia, caption?: FormattedText): Plan {
  const allowed = capabilities.media[kind];
  if (allowed === undefined) throw refused("unsupported", `WhatsApp has no ${kind}.`);
  const { mimeTypes, maxBytes = limits.fileBytes, maxCaptionLength = 0 } = allowed;
  const mimeType = media.mimeType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (mimeTypes !== undefined && !mimeTypes.includes(mimeType)) {
    throw refused(
      "unsupported",
      `WhatsApp doesn't take ${mimeType} as ${kind}: send it as a file.`,
    );
  }
  if (media.size > maxBytes) {
    const most = Math.floor(maxBytes / (1024 * 1024));
    throw refused("media-too-large", `A ${kind} for WhatsApp may have ${most} MB at most.`);
  }
  const as = {
    image: "media",
    video: "media",
    audio: "media",
    animation: "gif",
    voice: "voice",
    sticker: "sticker",
    file: "document",
  } as const;
  const words = caption?.text ?? "";
  const lines = words === "" ? [] : splitText({ text: words }, maxCaptionLength || limits.text);
  const [under, ...after] =
    maxCaptionLength === 0 ? [undefined, ...lines] : [lines[0], ...lines.slice(1)];
  return {
    pieces: [
      {
        type: "file",
        as: as[kind],
        media,
        ...(under === undefined ? {} : { caption: under.text }),
      },
      ...after.flatMap((line) => (line === undefined ? [] : textPieces(line))),
    ],
    degraded:
      after.length === 0 ? [] : ["The words under the file were too long for it and follow it."],
  };
}

/** Without styles: see capabilities. */
function textPieces(text: FormattedText): readonly Piece[] {
  return splitText({ text: text.text }, limits.text).map((piece) => ({
    type: "text",
    text: piece.text,
  }));
}

function plain(pieces: readonly Piece[]): Plan {
  return { pieces, degraded: [] };
}

/** https://www.rfc-editor.org/rfc/rfc6350#section-3.4; `waid` makes the number one that can be written to. */
function vcardOf(name: string, phones: readonly string[]): string {
  const escaped = name.replaceAll(/[\\,;]/g, String.raw`\$&`).replaceAll(/\r?\n/g, " ");
  const numbers = phones.map(
    (phone) => `TEL;type=CELL;waid=${phone.replaceAll(/\D/g, "")}:${phone}`,
  );
  return ["BEGIN:VCARD", "VERSION:3.0", `FN:${escaped}`, ...numbers, "END:VCARD"].join("\n");
}

/**
 * The id that a piece gets at WhatsApp, in the form that WhatsApp Web gives its own. The same at every attempt, so that
 * it can be looked up what became of one.
 */
export function messageIdOf(clientMessageId: string, piece: number): string {
  const hash = createHash("sha256").update(`${clientMessageId} ${piece}`).digest("hex");
  return `3EB0${hash.slice(0, 18).toUpperCase()}`;
}

/** A file's bytes, whole: they go to the browser in one piece. @throws ChannelError, `not-sent`. */
export async function base64Of(media: OutboundMedia): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of await media.open()) {
    size += chunk.byteLength;
    if (size > media.size) throw refused("media-too-large", "The file is longer than it said.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("base64");
}
