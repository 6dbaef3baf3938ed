import type { TFunction } from "i18next";
import type { Conversation } from "../api/schema.ts";
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
