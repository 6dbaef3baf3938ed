import type { Message } from "../api/schema.ts";

export type Media = Extract<Message["parts"][number], { type: "media" }>;

/** What the hub lets a browser show: see the route. Everything else is downloaded. */
export const shownAs = {
  image: /^image\/(png|jpeg|gif|webp|avif)$/,
  video: /^video\/(mp4|webm|ogg)$/,
  audio: /^audio\//,
} as const;

export function isShownAsPicture({ kind, media }: Media): boolean {
  return kind !== "file" && media.state === "ready" && shownAs.image.test(media.mimeType ?? "");
}

/** At most 320 × 320 pixels. */
export function pictureSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, 320 / width, 320 / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

export function attachmentAddress(id: string, inline: boolean): string {
  return `/api/v1/attachments/${encodeURIComponent(id)}/content${inline ? "?inline=true" : ""}`;
}
