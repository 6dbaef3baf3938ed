import type { Part } from "../adapter/index.ts";
import type { AttachmentsTable } from "../db/schema/attachments.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import type { Activity } from "./activity.ts";
import type { StoredReactions } from "./apply-to-message.ts";
import { addressKey } from "./incoming.ts";
import { messageDetails, storedParts } from "./message-rows.ts";

/** A file of a message. */
export interface Attachment {
  readonly id: string;
  /** `pending`: being fetched. `ready`: can be downloaded. Otherwise `reason` says why not. */
  readonly state: AttachmentsTable["state"];
  readonly reason: string | null;
  readonly mimeType: string | null;
  readonly fileName: string | null;
  readonly size: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
}

/** An entry of a conversation. */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly channelId: string;
  readonly direction: MessagesTable["direction"];
  readonly origin: MessagesTable["origin"];
  readonly author: {
    /** `device`: our account, written in the platform's own app. */
    readonly kind: "customer" | "agent" | "program" | "device" | "system";
    readonly id: string | null;
    readonly name: string;
  };
  /** Empty once the message is deleted. */
  readonly parts: readonly Part<Attachment>[];
  readonly sentAt: Date;
  readonly receivedAt: Date;
  readonly editedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly albumId: string | null;
  readonly replyTo: { readonly messageId: string | null; readonly excerpt: string | null } | null;
  readonly forwarded: boolean;
  readonly mentionsSelf: boolean;
  /** Of a platform's line: contacts who may be the same person as the conversation's. Nobody is joined on that alone. */
  readonly lookalikes: readonly string[];
  readonly reactions: readonly {
    readonly by: "customer" | "self";
    readonly name: string;
    readonly emojis: readonly string[];
  }[];
  /** Of an activity: what colleagues, programs or the hub itself did. Null for what the platform tells. */
  readonly activity: Activity | null;
  /** Of what we sent. */
  readonly delivery: {
    readonly state: string;
    readonly code: string | null;
    readonly reason: string | null;
    /** What the platform could not show as asked, in plain words. */
    readonly degraded: readonly string[];
  } | null;
}

/** What a row alone doesn't say. */
export interface MessageContext {
  /** Contacts by `addressKey`, of those whom a platform's line names. */
  readonly contacts: ReadonlyMap<string, string>;
  readonly attachments: ReadonlyMap<string, AttachmentsTable>;
  /** Our ids of the messages answered, by `conversation\0platform id`. */
  readonly answered: ReadonlyMap<string, string>;
}

export function toMessage(row: MessagesTable, context: MessageContext): Message {
  const details = messageDetails(row);
  const { replyTo } = details;
  return {
    id: row.id,
    conversationId: row.conversation_id,
    channelId: row.channel_id,
    direction: row.direction,
    origin: row.origin,
    author: {
      kind: authorKind(row),
      id: row.agent_id ?? row.identity_id,
      name: row.author_name,
    },
    parts: row.deleted_at === null ? viewParts(row, context.attachments) : [],
    sentAt: new Date(row.sent_at),
    receivedAt: new Date(row.received_at),
    editedAt: row.edited_at === null ? null : new Date(row.edited_at),
    deletedAt: row.deleted_at === null ? null : new Date(row.deleted_at),
    albumId: details.albumId ?? null,
    replyTo:
      replyTo === undefined
        ? null
        : {
            messageId:
              context.answered.get(`${row.conversation_id}\0${replyTo.externalId}`) ?? null,
            excerpt: replyTo.excerpt ?? null,
          },
    forwarded: details.forwarded ?? false,
    mentionsSelf: details.mentionsSelf ?? false,
    lookalikes: (details.resembles ?? []).flatMap(
      (id) => context.contacts.get(addressKey(row.channel_id, id)) ?? [],
    ),
    reactions: reactionsOf(row),
    activity: details.activity ?? null,
    delivery:
      row.delivery_state === null
        ? null
        : {
            state: row.delivery_state,
            code: row.delivery_code,
            reason: row.delivery_reason,
            degraded: details.degraded ?? [],
          },
  };
}

function authorKind(row: MessagesTable): Message["author"]["kind"] {
  if (row.direction === "inbound") return "customer";
  if (row.agent_id !== null) return "agent";
  if (row.direction === "activity")
    return row.dedupe_key === null && row.author_name !== "" ? "program" : "system";
  return row.dedupe_key === null ? "program" : "device";
}

function viewParts(
  row: MessagesTable,
  attachments: ReadonlyMap<string, AttachmentsTable>,
): readonly Part<Attachment>[] {
  return storedParts(row).map((part) =>
    part.type === "media"
      ? {
          ...part,
          media: toAttachment(part.media.attachmentId, attachments.get(part.media.attachmentId)),
        }
      : part,
  );
}

export function toAttachment(id: string, row: AttachmentsTable | undefined): Attachment {
  return {
    id,
    state: row?.state ?? "failed",
    reason: row === undefined ? "The file is gone." : row.reason,
    mimeType: row?.mime_type ?? null,
    fileName: row?.file_name ?? null,
    size: row?.size ?? null,
    width: row?.width ?? null,
    height: row?.height ?? null,
    durationMs: row?.duration_ms ?? null,
  };
}

function reactionsOf(row: MessagesTable): Message["reactions"] {
  const all = JSON.parse(row.reactions ?? "{}") as StoredReactions;
  return Object.entries(all)
    .filter(([, { emojis }]) => emojis.length > 0)
    .map(([actor, { name, emojis }]) => ({
      by: actor === "self" ? ("self" as const) : ("customer" as const),
      name,
      emojis,
    }));
}
