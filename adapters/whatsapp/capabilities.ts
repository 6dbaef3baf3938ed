import type { Capabilities, ConversationRef, MediaLimits } from "switchboard/adapter";
import type { WhatsAppSettings } from "./settings.ts";

const megabyte = 1024 * 1024;
const minute = 60_000;
const hour = 60 * minute;

/** WhatsApp's numbers, in UTF-16 code units where they are about text. */
export const limits = {
  // https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
  mediaBytes: 16 * megabyte,
  // WhatsApp takes 2 GB; here a file passes through the browser's debugging connection, whole.
  fileBytes: 64 * megabyte,
  text: 65_536,
  caption: 1024,
  pollOptions: { min: 2, max: 12 },
  // https://faq.whatsapp.com/1101892837212390
  editMs: 15 * minute,
  // https://faq.whatsapp.com/1370476507113751: a little over two days
  deleteMs: 60 * hour,
} as const;

function upload(
  mimeTypes?: readonly string[],
  maxCaptionLength: number = limits.caption,
): MediaLimits {
  return {
    support: "native",
    ...(mimeTypes === undefined ? {} : { mimeTypes }),
    maxBytes: limits.mediaBytes,
    maxCaptionLength,
  };
}

/** What a linked device can do in any chat. */
export const capabilities: Capabilities = {
  // *bold* and its like are typed characters there, which nobody can tell from what was meant to be read.
  text: { maxLength: limits.text, styles: [] },
  media: {
    image: upload(["image/jpeg", "image/png", "image/webp"]),
    video: upload(["video/mp4", "video/3gpp"]),
    // Shown as a GIF, and sent as a film.
    animation: upload(["video/mp4"]),
    audio: upload(["audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/ogg"], 0),
    voice: upload(["audio/ogg", "audio/mpeg", "audio/mp4"], 0),
    file: { ...upload(), maxBytes: limits.fileBytes },
    sticker: { ...upload(["image/webp"], 0), maxBytes: megabyte },
  },
  parts: {
    location: "native",
    "contact-card": "native",
    poll: "native",
    // Sent as text.
    link: "fallback",
    action: "none",
    unsupported: "none",
  },
  partsPerMessage: 10,
  reply: "native",
  reactions: "native",
  // whatsapp-web.js has no event for it.
  typing: { send: true, receive: false },
  edit: { support: "native", windowMs: limits.editMs },
  delete: { support: "native", windowMs: limits.deleteMs },
  receipts: ["sent", "delivered", "read", "failed"],
  markRead: true,
  groups: true,
  startConversation: true,
  history: "catch-up",
  // Files leave WhatsApp's servers after some weeks.
  mediaRetention: "ephemeral",
  identity: "stable",
  sendOutcome: "exact",
  rate: { perSecond: 0.5, perConversationPerSecond: 0.5 },
};

/** What this channel's settings, and the conversation, make of it. */
export function capabilitiesOf(
  { sendReadReceipts, pauseSeconds }: WhatsAppSettings,
  conversation?: ConversationRef,
): Capabilities {
  const perSecond = pauseSeconds === 0 ? undefined : 1 / pauseSeconds;
  const { rate: _, ...rest } = capabilities;
  return {
    ...rest,
    markRead: sendReadReceipts,
    // Nobody can write into a channel of WhatsApp's but its owner.
    groups: conversation === undefined || conversation.kind !== "channel",
    ...(perSecond === undefined
      ? {}
      : { rate: { perSecond, perConversationPerSecond: perSecond } }),
  };
}
