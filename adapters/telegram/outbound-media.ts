import { ChannelError } from "switchboard/adapter";
import type { FormattedText, MediaKind, OutboundMedia, Part } from "switchboard/adapter";
import { capabilities } from "./capabilities.ts";
import type { Call, SendMethod } from "./client.ts";
import { toEntities } from "./entities.ts";
import type { destinationOf } from "./references.ts";

export type MediaPart = Extract<Part<OutboundMedia>, { type: "media" }>;
type Destination = ReturnType<typeof destinationOf>;

const nameOf: Readonly<Record<MediaKind, string>> = {
  image: "A picture",
  video: "A video",
  animation: "An animation",
  audio: "An audio file",
  voice: "A voice message",
  file: "A file",
  sticker: "A sticker",
};

/** @throws ChannelError before a single byte is sent, when Telegram is known to refuse the file. */
export function refuseMedia({ kind, media }: MediaPart): void {
  const { maxBytes, mimeTypes } = capabilities.media[kind] ?? {};
  if (maxBytes !== undefined && media.size > maxBytes) {
    const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
    throw new ChannelError({
      code: "media-too-large",
      outcome: "not-sent",
      message: `${nameOf[kind]} may have ${megabytes(maxBytes)} MB on Telegram; this one has ${megabytes(media.size)} MB.`,
    });
  }
  const type = media.mimeType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (mimeTypes !== undefined && !mimeTypes.includes(type)) {
    throw new ChannelError({
      code: "unsupported",
      outcome: "not-sent",
      message: `${nameOf[kind]} can't be of type ${type} on Telegram; send it as a file.`,
    });
  }
}

/**
 * Which album a medium may join: pictures and videos mix; files and audio stay among themselves.
 * https://core.telegram.org/bots/api#sendmediagroup
 */
export function albumKindOf({ kind }: MediaPart): "visual" | "audio" | "document" | undefined {
  switch (kind) {
    case "image":
    case "video":
      return "visual";
    case "audio":
      return "audio";
    case "file":
      return "document";
    default:
      return undefined;
  }
}

function captionParams(caption: FormattedText | undefined) {
  if (caption === undefined) return {};
  const entities = toEntities(caption);
  return {
    caption: caption.text,
    ...(entities.length === 0 ? {} : { caption_entities: entities }),
  };
}

function pixels({ width, height }: OutboundMedia) {
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}

/** Telegram counts whole seconds. */
function duration({ durationMs }: OutboundMedia) {
  return durationMs === undefined ? {} : { duration: Math.round(durationMs / 1000) };
}

/** One medium, with a caption that fits. */
export function mediaCall({ kind, media, caption }: MediaPart, to: Destination): Call<SendMethod> {
  const about = { ...to, ...captionParams(caption) };
  switch (kind) {
    case "image":
      return { method: "sendPhoto", params: { ...about, photo: media } };
    case "video":
      return {
        method: "sendVideo",
        params: {
          ...about,
          video: media,
          ...pixels(media),
          ...duration(media),
          supports_streaming: true,
        },
      };
    case "animation":
      return {
        method: "sendAnimation",
        params: { ...about, animation: media, ...pixels(media), ...duration(media) },
      };
    case "audio":
      return { method: "sendAudio", params: { ...about, audio: media, ...duration(media) } };
    case "voice":
      return { method: "sendVoice", params: { ...about, voice: media, ...duration(media) } };
    case "file":
      return {
        method: "sendDocument",
        // Else Telegram turns a GIF or a video that was meant as a file into something else.
        params: { ...about, document: media, disable_content_type_detection: true },
      };
    case "sticker":
      return { method: "sendSticker", params: { ...to, sticker: media } };
  }
}

/** Two to ten media of one album kind, in one call: they arrive together or not at all. */
export function albumOf(parts: readonly MediaPart[], to: Destination): Call<"sendMediaGroup"> {
  return { method: "sendMediaGroup", params: { ...to, media: parts.map(inputMedia) } };
}

/** As `sendMediaGroup` and `editMessageMedia` want it. */
export function inputMedia({ kind, media, caption }: MediaPart) {
  const about = { media, ...captionParams(caption) };
  switch (kind) {
    case "image":
      return { ...about, type: "photo" };
    case "video":
      return {
        ...about,
        type: "video",
        ...pixels(media),
        ...duration(media),
        supports_streaming: true,
      };
    case "animation":
      return { ...about, type: "animation", ...pixels(media), ...duration(media) };
    case "audio":
      return { ...about, type: "audio", ...duration(media) };
    default:
      return { ...about, type: "document", disable_content_type_detection: true };
  }
}
