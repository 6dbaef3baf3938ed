import type { Capabilities, MediaLimits } from "switchboard/adapter";

const megabyte = 1024 * 1024;
const minute = 60 * 1000;

const limits = {
  // WeChat itself takes more, but puppets were seen to cut there; a few messages more do no harm.
  text: 2000,
  // https://developers.weixin.qq.com/doc/service/guide/product/material/Temporary_Materials.html has 10 MB for images;
  // the apps send larger ones, and gateways pass them on.
  imageBytes: 20 * megabyte,
  fileBytes: 100 * megabyte,
  /** WeChat takes messages back for two minutes: https://kf.qq.com/faq/140703vMJzqY1407077BjA7Z.html */
  recallMs: 2 * minute,
} as const;

/** Shown as a file that has to be opened. */
const asFile: MediaLimits = {
  support: "fallback",
  maxBytes: limits.fileBytes,
  maxCaptionLength: 0,
};

/** Of a gateway, which is the best case. What its own puppet can't do it refuses at the time. */
export const capabilities: Capabilities = {
  // WeChat has no styles.
  text: { maxLength: limits.text, styles: [] },
  media: {
    // Captions follow as a message of their own.
    image: {
      support: "native",
      mimeTypes: ["image/jpeg", "image/png"],
      maxBytes: limits.imageBytes,
      maxCaptionLength: 0,
    },
    video: {
      support: "native",
      mimeTypes: ["video/mp4"],
      maxBytes: limits.fileBytes,
      maxCaptionLength: 0,
    },
    file: { support: "native", maxBytes: limits.fileBytes, maxCaptionLength: 0 },
    voice: asFile,
    audio: asFile,
    animation: asFile,
    sticker: asFile,
  },
  parts: {
    link: "native",
    // wechaty-puppet-service 1.19 loses the coordinates on their way to the gateway.
    location: "fallback",
    // WeChat's own cards name one of the account's contacts; others go as text.
    "contact-card": "fallback",
    poll: "fallback",
    action: "none",
    unsupported: "none",
  },
  partsPerMessage: 9,
  // As people quote in WeChat: the words themselves, above the answer.
  reply: "fallback",
  reactions: "none",
  typing: { send: false, receive: false },
  edit: { support: "none" },
  delete: { support: "native", windowMs: limits.recallMs },
  receipts: [],
  markRead: false,
  groups: true,
  startConversation: true,
  // A gateway tells whoever is connected, and keeps nothing.
  history: "none",
  mediaRetention: "ephemeral",
  identity: "stable",
  // Gateways answer with an id when their puppet has one; the echo of the message tells it in any case.
  sendOutcome: "echo",
  // Accounts that write faster than people do get restricted.
  rate: { perSecond: 2, perConversationPerSecond: 1 },
};

/** Web WeChat: text and files, ids of the session, and no word of what became of a send. */
const webWechat: Capabilities = {
  ...capabilities,
  parts: { ...capabilities.parts, link: "fallback" },
  delete: { support: "none" },
  identity: "session",
  sendOutcome: "blind",
};

/** Of one channel. `sessionIds`: the account logged in with ids that change at the next login. */
export function capabilitiesOf(puppet: string, sessionIds: boolean): Capabilities {
  const known = puppet === "wechat4u" ? webWechat : capabilities;
  return sessionIds ? { ...known, identity: "session" } : known;
}
