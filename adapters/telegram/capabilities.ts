import type { Capabilities, ConversationRef, MediaLimits } from "switchboard/adapter";

const megabyte = 1024 * 1024;
const hour = 60 * 60 * 1000;

/** Telegram's numbers, counted in UTF-16 code units where they are about text. */
export const limits = {
  // https://core.telegram.org/bots/api#sendmessage
  text: 4096,
  // https://core.telegram.org/bots/api#sendphoto
  caption: 1024,
  // https://core.telegram.org/bots/api#sending-files
  photoBytes: 10 * megabyte,
  uploadBytes: 50 * megabyte,
  // https://core.telegram.org/bots/api#getfile
  downloadBytes: 20 * megabyte,
  // https://core.telegram.org/bots/api#sendmediagroup
  albumItems: 10,
  // https://core.telegram.org/bots/api#sendpoll
  pollQuestion: 300,
  pollOption: 100,
  pollOptions: { min: 2, max: 12 },
  // https://core.telegram.org/bots/api#sendcontact
  vcardBytes: 2048,
  // https://core.telegram.org/bots/api#setmessagereaction: one for accounts without Premium, and bots are such
  reactions: 1,
} as const;

function upload(mimeTypes?: readonly string[], maxBytes: number = limits.uploadBytes): MediaLimits {
  return {
    support: "native",
    ...(mimeTypes === undefined ? {} : { mimeTypes }),
    maxBytes,
    maxCaptionLength: limits.caption,
  };
}

/** What a bot can do in any chat. `markRead` is the best case: only Business chats have it. */
export const capabilities: Capabilities = {
  text: {
    maxLength: limits.text,
    // https://core.telegram.org/bots/api#messageentity
    styles: [
      "bold",
      "italic",
      "underline",
      "strike",
      "code",
      "pre",
      "quote",
      "spoiler",
      "link",
      "mention",
    ],
  },
  media: {
    image: upload(["image/jpeg", "image/png", "image/webp"], limits.photoBytes),
    // https://core.telegram.org/bots/api#sendvideo: other formats may be sent as a file
    video: upload(["video/mp4"]),
    // https://core.telegram.org/bots/api#sendanimation
    animation: upload(["image/gif", "video/mp4"]),
    // https://core.telegram.org/bots/api#sendaudio
    audio: upload(["audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a"]),
    // https://core.telegram.org/bots/api#sendvoice
    voice: upload(["audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a"]),
    file: upload(),
    // https://core.telegram.org/bots/api#sendsticker
    sticker: {
      ...upload(["image/webp", "application/x-tgsticker", "video/webm"]),
      maxCaptionLength: 0,
    },
  },
  parts: {
    location: "native",
    "contact-card": "native",
    poll: "native",
    // Sent as text; Telegram makes its own preview of it.
    link: "fallback",
    // Buttons are pressed by customers.
    action: "none",
    unsupported: "none",
  },
  partsPerMessage: limits.albumItems,
  reply: "native",
  reactions: "native",
  // https://core.telegram.org/bots/api#sendchataction; bots aren't told who types
  typing: { send: true, receive: false },
  edit: { support: "native" },
  // https://core.telegram.org/bots/api#deletemessage
  delete: { support: "native", windowMs: 48 * hour },
  receipts: [],
  // https://core.telegram.org/bots/api#readbusinessmessage
  markRead: true,
  groups: true,
  // https://core.telegram.org/bots/faq: a person has to write first
  startConversation: false,
  // What is written while we are away comes by itself, for 24 hours, and nothing older can be asked for:
  // https://core.telegram.org/bots/api#getting-updates
  history: "none",
  mediaRetention: "durable",
  identity: "stable",
  sendOutcome: "exact",
  // https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
  rate: { perSecond: 30, perConversationPerSecond: 1 },
};

/** What is different in one conversation. `business`: we answer there for a Business account. */
export function capabilitiesOf(conversation: ConversationRef, business: boolean): Capabilities {
  return {
    ...capabilities,
    markRead: business,
    ...(business ? { reactions: "none", parts: { ...capabilities.parts, poll: "none" } } : {}),
    // https://core.telegram.org/bots/api#sendchataction: not in channels
    ...(conversation.kind === "channel" ? { typing: { send: false, receive: false } } : {}),
    // 20 messages a minute into one group: the same FAQ entry
    ...(conversation.kind === "direct"
      ? {}
      : { rate: { perSecond: 30, perConversationPerSecond: 1 / 3 } }),
  };
}
