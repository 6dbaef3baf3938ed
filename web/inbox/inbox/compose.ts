import type { Capabilities, FormattedText, Upload } from "../api/schema.ts";
import type { UploadedFile } from "./uploads.ts";
import type { Parts } from "./outgoing.ts";

type Kind = "image" | "video" | "audio" | "voice" | "file";
type Taken = Pick<UploadedFile, "kind" | "mimeType" | "size" | "isVoice">;

/** As what the channel takes a file: as what it is, else as a plain file, else not at all. */
export function kindFor(
  { kind, mimeType, size, isVoice = false }: Taken,
  { media }: Capabilities,
): Kind | undefined {
  const own: readonly Kind[] = isVoice ? ["voice", "audio"] : kind === "file" ? [] : [kind];
  const kinds: readonly Kind[] = [...own, "file"];
  return kinds.find((one) => {
    const limits = media[one];
    if (limits === undefined || limits.support === "none") return false;
    const { mimeTypes, maxBytes } = limits;
    return (
      (maxBytes === undefined || size <= maxBytes) &&
      (mimeTypes === undefined || mimeTypes.some((type) => matches(type, mimeType)))
    );
  });
}

/** How large a file of this type may be at most. Undefined: it isn't taken at any size. */
export function largestFor(
  { kind, mimeType }: Pick<Upload, "kind" | "mimeType">,
  can: Capabilities,
): number | undefined {
  if (kindFor({ kind, mimeType, size: 0 }, can) === undefined) return undefined;
  const limits = [kind, "file"].flatMap((one) => can.media[one]?.maxBytes ?? []);
  return Math.max(...limits);
}

function matches(pattern: string, mimeType: string): boolean {
  if (pattern === "*/*") return true;
  return pattern.endsWith("/*") ? mimeType.startsWith(pattern.slice(0, -1)) : pattern === mimeType;
}

/** The messages that a text and files become: as few as the channel allows, the text first or under the first picture. */
export function messagesOf(
  said: FormattedText,
  uploads: readonly UploadedFile[],
  can: Capabilities,
): readonly Parts[] {
  const { text } = said;
  const files = uploads.map((upload) => ({
    type: "media" as const,
    kind: kindFor(upload, can) ?? (upload.isVoice === true ? "voice" : upload.kind),
    media: { attachmentId: upload.id },
  }));
  const [first, ...rest] = files;
  if (first === undefined) return text === "" ? [] : [[{ type: "text", text: said }]];
  const captionLimit = can.media[first.kind]?.maxCaptionLength ?? 0;
  const fits = text !== "" && text.length <= captionLimit;
  const media = fits ? [{ ...first, caption: said }, ...rest] : files;
  const messages: Parts[] = text === "" || fits ? [] : [[{ type: "text", text: said }]];
  // Platforms mix pictures and films in one message, and nothing else.
  const isAlbum =
    can.partsPerMessage > 1 && media.every(({ kind }) => kind === "image" || kind === "video");
  const size = isAlbum ? can.partsPerMessage : 1;
  for (let at = 0; at < media.length; at += size) messages.push(media.slice(at, at + size));
  return messages;
}

/** How many messages the platform makes of a text: for the agent to know, the adapter does it. */
export function partsOfText(text: string, { text: { maxLength } }: Capabilities): number {
  return Math.max(1, Math.ceil(text.length / maxLength));
}
