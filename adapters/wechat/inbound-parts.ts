import type { MediaKind, Part } from "switchboard/adapter";
import type { Gathered, MessageKind } from "./payloads.ts";

const mediaKinds: Readonly<Partial<Record<MessageKind, MediaKind>>> = {
  image: "image",
  voice: "voice",
  video: "video",
  file: "file",
  sticker: "sticker",
};

/** What is shown instead of what can't be shown here, for people who read the one language or the other. */
const words: Readonly<Partial<Record<MessageKind, string>>> = {
  contact: "名片（网关未提供内容）· Contact card (the gateway did not hand it over)",
  location: "位置（网关未提供内容）· Location (the gateway did not hand it over)",
  link: "链接（网关未提供内容）· Link (the gateway did not hand it over)",
  "mini-program": "小程序 · Mini program",
  "red-packet": "红包，请在手机微信中领取 · Red packet: open it in WeChat on the phone",
  transfer: "转账，请在手机微信中收款 · Money transfer: accept it in WeChat on the phone",
  "chat-history":
    "聊天记录，请在手机微信中查看 · Forwarded chat history: see it in WeChat on the phone",
  "group-note": "群笔记，请在手机微信中查看 · Group note: see it in WeChat on the phone",
  post: "视频号或朋友圈内容，请在手机微信中查看 · Channels post or moment: see it in WeChat on the phone",
};

/** What a message says. Never empty: agents must see that something came. */
export function partOf({ message, contents }: Gathered): Part {
  const { kind, text } = message;
  const media = mediaKinds[kind];
  if (media !== undefined) {
    const fileName = message.fileName === undefined ? {} : { fileName: message.fileName };
    return { type: "media", kind: media, media: { ref: { message: message.id }, ...fileName } };
  }
  switch (kind) {
    case "text":
      return { type: "text", text: { text } };
    case "contact":
      if (contents.card === undefined) break;
      return { type: "contact-card", name: contents.card.name, phones: contents.card.phones };
    case "location":
      if (contents.location === undefined) break;
      return { type: "location", ...contents.location };
    case "link":
      if (contents.link === undefined || contents.link.url === "") break;
      return { type: "link", ...contents.link };
    default:
  }
  return { type: "unsupported", platformType: kind, fallback: fallbackOf(kind, contents) };
}

function fallbackOf(kind: MessageKind, { miniProgram }: Gathered["contents"]): string {
  const what = words[kind] ?? "此版本无法显示的消息 · A kind of message that can't be shown here";
  const title =
    kind === "mini-program" ? (miniProgram?.title ?? miniProgram?.description) : undefined;
  return title === undefined ? what : `${what}: ${title}`;
}

/** A few words of a message, for quoting it. */
export function excerptOf({ message, contents }: Gathered): string {
  const most = 60;
  const said =
    message.kind === "text" ? message.text : (contents.link?.title ?? message.fileName ?? "");
  const line = said.replace(/\s+/g, " ").trim();
  const letters = Array.from(line);
  return letters.length > most ? `${letters.slice(0, most).join("")}…` : line;
}
