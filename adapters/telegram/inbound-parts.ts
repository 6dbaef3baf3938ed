import type { FormattedText, MediaKind, MediaRef, Part } from "switchboard/adapter";
import type { Message } from "./client.ts";
import { fromEntities } from "./entities.ts";
import { fallbackOf } from "./inbound-fallback.ts";

/** The content of a message. Never empty: what has no part of its own is kept as `unsupported`. */
export function partsOf(message: Message): readonly Part[] {
  if (message.text !== undefined) {
    return [{ type: "text", text: fromEntities(message.text, message.entities) }];
  }
  const media = mediaOf(message);
  if (media !== undefined) {
    const caption = captionOf(message);
    return [{ type: "media", ...media, ...(caption === undefined ? {} : { caption }) }];
  }
  return [structuredOf(message) ?? { type: "unsupported", ...fallbackOf(message) }];
}

function captionOf(message: Message): FormattedText | undefined {
  if (message.caption === undefined) return undefined;
  return fromEntities(message.caption, message.caption_entities);
}

/** What Telegram says of any file. */
interface TelegramFile {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_name?: string;
  readonly mime_type?: string;
  readonly file_size?: number;
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
}

function refOf(file: TelegramFile, mimeType?: string): MediaRef {
  const type = file.mime_type ?? mimeType;
  return {
    ref: { fileId: file.file_id, uniqueId: file.file_unique_id },
    ...(type === undefined ? {} : { mimeType: type }),
    ...(file.file_name === undefined ? {} : { fileName: file.file_name }),
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
    ...(file.width === undefined ? {} : { width: file.width }),
    ...(file.height === undefined ? {} : { height: file.height }),
    ...(file.duration === undefined ? {} : { durationMs: file.duration * 1000 }),
  };
}

function mediaOf(
  message: Message,
): { readonly kind: MediaKind; readonly media: MediaRef } | undefined {
  // Before `document`, which animations carry as well: https://core.telegram.org/bots/api#message
  if (message.animation !== undefined) {
    return { kind: "animation", media: refOf(message.animation, "video/mp4") };
  }
  // Before `photo`, which a live photo carries as well.
  if (message.live_photo !== undefined) {
    return { kind: "video", media: refOf(message.live_photo, "video/mp4") };
  }
  if (message.photo !== undefined) {
    // The same picture in several sizes; the largest is the one that was sent.
    const [largest] = message.photo.toSorted((a, b) => b.width * b.height - a.width * a.height);
    if (largest !== undefined) return { kind: "image", media: refOf(largest, "image/jpeg") };
  }
  if (message.video !== undefined) {
    return { kind: "video", media: refOf(message.video, "video/mp4") };
  }
  if (message.video_note !== undefined) {
    const { length, ...note } = message.video_note;
    return { kind: "video", media: refOf({ ...note, width: length, height: length }, "video/mp4") };
  }
  if (message.audio !== undefined) {
    return { kind: "audio", media: refOf(message.audio, "audio/mpeg") };
  }
  if (message.voice !== undefined) {
    return { kind: "voice", media: refOf(message.voice, "audio/ogg") };
  }
  if (message.sticker !== undefined) {
    const { is_animated: animated, is_video: video } = message.sticker;
    const type = animated ? "application/x-tgsticker" : video ? "video/webm" : "image/webp";
    return { kind: "sticker", media: refOf(message.sticker, type) };
  }
  return message.document === undefined
    ? undefined
    : { kind: "file", media: refOf(message.document) };
}

function structuredOf(message: Message): Part | undefined {
  const { venue, location, contact, poll, web_app_data: answer } = message;
  // Before `location`, which venues carry as well.
  if (venue !== undefined) {
    const { latitude, longitude } = venue.location;
    return { type: "location", latitude, longitude, name: venue.title, address: venue.address };
  }
  if (location !== undefined) {
    return { type: "location", latitude: location.latitude, longitude: location.longitude };
  }
  if (contact !== undefined) {
    return {
      type: "contact-card",
      name: [contact.first_name, contact.last_name].filter(Boolean).join(" "),
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
  if (answer !== undefined) {
    return { type: "action", value: answer.data, label: answer.button_text };
  }
  return undefined;
}
