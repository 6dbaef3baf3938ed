import type {
  Author,
  ChannelErrorCode,
  DeliveryLevel,
  InboundEvent,
  Json,
  Message,
} from "switchboard/adapter";
import { partsOf } from "./inbound-parts.ts";
import { conversationOf, type People } from "./people.ts";
import { addressText, type WebEvent, type WebMessage, type WebMessageKey } from "./web.ts";

export interface InboundContext {
  readonly people: People;
  /** Our own address. */
  readonly self: string;
  /** What was sent before is caught up, not live. */
  readonly liveSince: Date;
  /** For what WhatsApp gives no time of. */
  readonly now: Date;
  /** The hub's id of a send of ours, by the platform's. */
  clientMessageId(id: string): string | undefined;
}

/** They are about the chat, not in it. */
const notices: ReadonlySet<string> = new Set([
  "e2e_notification",
  "notification",
  "notification_template",
  "broadcast_notification",
  "group_notification",
  "gp2",
  "protocol",
  "debug",
  "reaction",
  "reaction_enc",
  "poll_update",
  "pin_message",
  "keep_in_chat",
  "newsletter_notification",
]);

/** Stories and channels are read by thousands and answered by nobody. */
export function concernsUs({ id, type, isStatusV3 }: WebMessage): boolean {
  const chat = addressText(id.remote);
  return isStatusV3 !== true && !notices.has(type) && /@(c\.us|lid|g\.us)$/.test(chat);
}

/** What of the page's events the hub has to know. */
export function eventsOf(event: WebEvent, context: InboundContext): readonly InboundEvent[] {
  switch (event.type) {
    case "message":
      return messageEvents(event.message, context);
    case "undecryptable":
      return messageEvents({ ...event.message, type: "ciphertext" }, context, "ciphertext");
    case "edit":
      return editEvents(event.message, context);
    case "revoke":
      return revokeEvents(event.message, context);
    case "ack":
      return receiptEvents(event.message, event.ack, context);
    case "reaction": {
      const { msgId, senderId, reaction, timestamp, fromMe } = event.reaction;
      if (fromMe) return [];
      const at = new Date(Math.round(timestamp * 1000));
      const actor = context.people.contact(senderId);
      return [
        {
          type: "reactions",
          dedupeKey: `reactions:${msgId.id}:${actor.id}:${at.getTime()}`,
          at,
          origin: originOf(at, context),
          target: targetOf(msgId, context),
          actor,
          emojis: reaction === "" ? [] : [reaction],
        },
      ];
    }
  }
}

/** `kind`: what the key begins with. A message that is decrypted later comes again, under a key of its own. */
function messageEvents(
  web: WebMessage,
  context: InboundContext,
  kind: "message" | "ciphertext" = "message",
): readonly InboundEvent[] {
  if (!concernsUs(web) || web.type === "revoked") return [];
  if (kind === "message" && web.type === "ciphertext") return [];
  const message = messageOf(web, context);
  return [
    {
      type: "message",
      dedupeKey: `${kind}:${web.id.id}`,
      at: message.sentAt,
      origin: originOf(message.sentAt, context),
      message,
      raw: rawOf(web),
    },
  ];
}

function editEvents(web: WebMessage, context: InboundContext): readonly InboundEvent[] {
  const { latestEditSenderTimestampMs: editedAt } = web;
  // The text of a message also changes as it is decrypted, or loses its preview.
  if (editedAt === undefined || !concernsUs(web)) return [];
  const at = new Date(editedAt);
  return [
    {
      type: "message-edited",
      dedupeKey: `edit:${web.id.id}:${editedAt}`,
      at,
      origin: originOf(at, context),
      message: messageOf(web, context),
      raw: rawOf(web),
    },
  ];
}

function revokeEvents(web: WebMessage, context: InboundContext): readonly InboundEvent[] {
  if (!concernsUs({ ...web, type: "chat" })) return [];
  const id = web.protocolMessageKey?.id ?? web.id.id;
  return [
    {
      type: "message-deleted",
      dedupeKey: `delete:${id}`,
      at: context.now,
      origin: "live",
      target: targetOf({ ...web.id, id }, context),
    },
  ];
}

/** https://docs.wwebjs.dev/global.html#MessageAck */
const levels: Readonly<Record<number, DeliveryLevel>> = {
  [-1]: "failed",
  1: "sent",
  2: "delivered",
  3: "read",
  // Played.
  4: "read",
};

function receiptEvents(
  web: WebMessage,
  ack: number,
  context: InboundContext,
): readonly InboundEvent[] {
  const level = levels[ack];
  if (level === undefined || !web.id.fromMe || !concernsUs(web)) return [];
  const error: ChannelErrorCode = "content-rejected";
  return [
    {
      type: "receipt",
      dedupeKey: `${level}:${web.id.id}`,
      at: context.now,
      origin: "live",
      level,
      targets: [targetOf(web.id, context)],
      ...(level === "failed" ? { error } : {}),
    },
  ];
}

function messageOf(web: WebMessage, context: InboundContext): Message {
  const { id, t, quotedStanzaID, quotedMsg, mentionedJidList = [], isForwarded } = web;
  const { people, self } = context;
  const conversation = conversationOf(people.canonical(id.remote));
  const excerpt = quotedMsg?.caption ?? (quotedMsg?.type === "chat" ? quotedMsg.body : undefined);
  const clientMessageId = context.clientMessageId(id.id);
  return {
    id: id.id,
    conversation,
    author: authorOf(web, context),
    sentAt: new Date(t * 1000),
    parts: partsOf(web),
    ...(quotedStanzaID === undefined
      ? {}
      : {
          replyTo: {
            conversationId: conversation.id,
            messageId: quotedStanzaID,
            ...(excerpt === undefined || excerpt === "" ? {} : { excerpt: excerpt.slice(0, 200) }),
          },
        }),
    ...(mentionedJidList.some((one) => people.canonical(one) === self)
      ? { mentionsSelf: true }
      : {}),
    ...(isForwarded === true ? { forwarded: true } : {}),
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  };
}

function authorOf(web: WebMessage, { people }: InboundContext): Author {
  if (web.id.fromMe) return { kind: "self" };
  const address = web.author ?? web.id.participant ?? web.from ?? web.id.remote;
  return { kind: "customer", contact: people.contact(address, web.notifyName) };
}

function targetOf(key: WebMessageKey, { people }: InboundContext) {
  return { conversationId: people.canonical(key.remote), messageId: key.id };
}

function originOf(at: Date, { liveSince }: InboundContext): "live" | "catch-up" {
  return at.getTime() < liveSince.getTime() ? "catch-up" : "live";
}

/** Keys that decrypt files and messages are nobody's business but the page's; a file's preview is its bulk. */
const notKept: ReadonlySet<string> = new Set([
  "mediaKey",
  "messageSecret",
  "encFilehash",
  "mediaData",
  "mediaObject",
  "thumbnail",
  "waveform",
]);

function rawOf(web: WebMessage): Json {
  const kept = Object.entries(web).filter(
    ([field]) => !notKept.has(field) && !(field === "body" && web.directPath !== undefined),
  );
  return JSON.parse(JSON.stringify(Object.fromEntries(kept))) as Json;
}
