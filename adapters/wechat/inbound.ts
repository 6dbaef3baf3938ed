import { createHash } from "node:crypto";
import type { Author, Contact, ConversationRef, InboundEvent, Json } from "switchboard/adapter";
import { excerptOf, partOf } from "./inbound-parts.ts";
import type { ContactPayload, Gathered, MessagePayload } from "./payloads.ts";

/** What reading a message needs to know besides it. */
export interface InboundContext {
  readonly selfId: string;
  /** What happened before it is `catch-up`. */
  readonly startedAt: Date;
  /** Stands in where the puppet gives no time. */
  readonly receivedAt: Date;
  /** Of an echo: which send of ours it is. */
  readonly clientMessageId?: string;
  /** The group's name that the hub was told last. */
  readonly knownTitle?: string;
}

/** Clocks differ, and puppets that count in whole seconds round down. */
const startToleranceMs = 5_000;

/** Pure: what a message means to the hub. */
export function eventsOf(gathered: Gathered, context: InboundContext): readonly InboundEvent[] {
  const { message } = gathered;
  const at = timeOf(message, context.receivedAt);
  const early = at.getTime() < context.startedAt.getTime() - startToleranceMs;
  const header = { at, origin: early ? "catch-up" : "live", raw: rawOf(gathered) } as const;
  const conversation = conversationOf(message, context.selfId);
  if (message.kind === "recalled") {
    const messageId = recalledIn(message.text);
    if (messageId !== undefined) {
      const target = { conversationId: conversation.id, messageId };
      return [{ ...header, type: "message-deleted", dedupeKey: key("recall", message.id), target }];
    }
  }
  const { clientMessageId } = context;
  const told: InboundEvent = {
    ...header,
    type: "message",
    dedupeKey: key("message", message.id),
    message: {
      id: message.id,
      conversation,
      author: authorOf(gathered, context.selfId),
      sentAt: at,
      parts: [partOf(gathered)],
      replyContext: replyContextOf(gathered),
      ...(isMentioned(message, context.selfId) ? { mentionsSelf: true } : {}),
      ...(clientMessageId === undefined ? {} : { clientMessageId }),
    },
  };
  const title = gathered.room?.topic;
  if (title === undefined || title === "" || title === context.knownTitle) return [told];
  const dedupeKey = key("topic", `${conversation.id} ${message.id}`);
  return [told, { ...header, type: "conversation-changed", dedupeKey, conversation, title }];
}

/** Puppets count in milliseconds or in seconds: https://github.com/wechaty/puppet/blob/main/src/schemas/message.ts */
function timeOf({ timestamp }: Pick<MessagePayload, "timestamp">, otherwise: Date): Date {
  if (!Number.isFinite(timestamp) || timestamp <= 0) return otherwise;
  // In milliseconds this would be 1973.
  return new Date(Math.floor(timestamp < 1e11 ? timestamp * 1000 : timestamp));
}

/** Web WeChat gives everybody another id at each login; they begin with an @. */
export function isSessionId(id: string): boolean {
  return id.startsWith("@");
}

export function conversationOf(message: MessagePayload, selfId: string): ConversationRef {
  if (message.roomId !== undefined) return { id: message.roomId, kind: "group" };
  const other = message.talkerId === selfId ? message.listenerId : message.talkerId;
  return { id: other ?? message.talkerId, kind: "direct" };
}

export function contactOf({ id, name, remark, handle, phones }: ContactPayload): Contact {
  const aliases = [
    ...(remark === undefined ? [] : [`remark:${remark}`]),
    ...(handle === undefined ? [] : [`username:${handle}`]),
    ...phones.filter((phone) => /^\+?\d[\d -]{4,}$/.test(phone)).map((phone) => `phone:${phone}`),
  ];
  return {
    id,
    ...(name === "" ? {} : { name }),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}

function authorOf({ message, talker }: Gathered, selfId: string): Author {
  if (message.talkerId === selfId) return { kind: "self" };
  return {
    kind: "customer",
    contact: talker === undefined ? { id: message.talkerId } : contactOf(talker),
  };
}

/** `notify@all` is everybody in the group. */
function isMentioned({ mentionIds }: MessagePayload, selfId: string): boolean {
  return mentionIds.includes(selfId) || mentionIds.includes("notify@all");
}

/** By wechaty's rule the id is the text; some puppets hand over WeChat's own note. */
function recalledIn(text: string): string | undefined {
  const inNote = /<newmsgid>(\d+)<\/newmsgid>/.exec(text) ?? /<msgid>(\d+)<\/msgid>/.exec(text);
  if (inNote !== null) return inNote[1];
  const bare = text.trim();
  return /^[\w:.-]{1,128}$/.test(bare) ? bare : undefined;
}

/** Enough to quote the message in an answer. */
function replyContextOf(gathered: Gathered): Json {
  const { message, talker } = gathered;
  return { message: message.id, name: talker?.name ?? "", excerpt: excerptOf(gathered) };
}

function rawOf({ message, contents }: Gathered): Json {
  return structuredClone({ message, contents }) as unknown as Json;
}

/** Puppets make ids of any length. */
function key(what: string, id: string): string {
  const plain = `${what}:${id}`;
  if (Buffer.byteLength(plain) <= 255) return plain;
  return `${what}:${createHash("sha256").update(id).digest("hex")}`;
}
