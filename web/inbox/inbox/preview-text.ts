import type { TFunction } from "i18next";
import type { Conversation, Message } from "../api/schema.ts";
import type { en } from "../i18n/en.ts";

const kinds: Readonly<Record<string, keyof typeof en>> = {
  image: "kind.image",
  video: "kind.video",
  animation: "kind.animation",
  audio: "kind.audio",
  voice: "kind.voice",
  file: "kind.file",
  sticker: "kind.sticker",
  location: "kind.location",
  "contact-card": "kind.contactCard",
  poll: "kind.poll",
  link: "kind.link",
  action: "kind.action",
  unsupported: "kind.unsupported",
  empty: "kind.empty",
};

/** A message in a line: what each part is, and what it says. */
export function partsText(parts: Message["parts"], t: TFunction): string {
  return parts
    .map((part) => {
      if (part.type === "text") return part.text.text;
      const key = kinds[part.type === "media" ? part.kind : part.type];
      const caption = part.type === "media" ? part.caption?.text : undefined;
      return [key === undefined ? "" : t(key), caption].filter(Boolean).join(" ");
    })
    .join(" ");
}

/** The newest message in a line: what it is, and the beginning of what it says. */
export function previewText(preview: Conversation["preview"], t: TFunction): string {
  if (preview === null) return t("kind.none");
  const key = kinds[preview.kind];
  if (preview.kind === "woke-up") return t("preview.wokeUp", { text: preview.text });
  const text = [key === undefined ? "" : t(key), preview.text].filter(Boolean).join(" ");
  if (preview.direction === "outbound") return t("preview.ours", { text });
  if (preview.direction === "note") return t("preview.note", { text });
  return text;
}
