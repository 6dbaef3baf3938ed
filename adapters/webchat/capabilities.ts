import type { Capabilities, MediaLimits } from "switchboard/adapter";

/** What a message may hold. `fileBytes` is the most that the hub's webhook door takes in one call. */
export const limits = {
  text: 4000,
  fileBytes: 10 * 1024 * 1024,
} as const;

const file: MediaLimits = {
  support: "native",
  maxBytes: limits.fileBytes,
  maxCaptionLength: limits.text,
};

/** What the chat window shows. */
export const capabilities: Capabilities = {
  text: {
    maxLength: limits.text,
    styles: ["bold", "italic", "underline", "strike", "code", "pre", "quote", "link"],
  },
  media: { image: file, video: file, audio: file, voice: file, file },
  // As text: the window has no map, no card and no vote.
  parts: { location: "fallback", "contact-card": "fallback", link: "fallback", poll: "fallback" },
  partsPerMessage: 10,
  reply: "native",
  reactions: "native",
  typing: { send: true, receive: true },
  edit: { support: "native" },
  delete: { support: "native" },
  receipts: ["delivered", "read"],
  markRead: true,
  groups: false,
  startConversation: false,
  history: "none",
  mediaRetention: "durable",
  identity: "stable",
  sendOutcome: "exact",
};
