import { uuidv7 } from "uuidv7";
import type { Json, MediaRef, Message, MessageRef, Part } from "../adapter/index.ts";
import type { AttachmentsTable } from "../db/schema/attachments.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import type { Activity } from "./activity.ts";

/** What a stored media part knows; the bytes and their state are the attachment's. */
export interface StoredMedia {
  readonly attachmentId: string;
}

/** A message's content as it is stored. */
export type StoredPart = Part<StoredMedia>;

/** The rest of what a platform says of a message. */
export interface MessageDetails {
  readonly albumId?: string;
  readonly replyTo?: { readonly externalId: string; readonly excerpt?: string };
  readonly mentionsSelf?: boolean;
  readonly forwarded?: boolean;
  readonly replyContext?: Json;
  /** The platform's ids of people whom the conversation's customer may be. */
  readonly resembles?: readonly string[];
  /** Of a reply of ours: what the platform could not show as asked. */
  readonly degraded?: readonly string[];
  /** Of an activity of ours: what was done. */
  readonly activity?: Activity;
}

export function storedParts(row: Pick<MessagesTable, "parts">): readonly StoredPart[] {
  return JSON.parse(row.parts) as readonly StoredPart[];
}

export function messageDetails(row: Pick<MessagesTable, "details">): MessageDetails {
  return row.details === null ? {} : (JSON.parse(row.details) as MessageDetails);
}

/** `storedId`: the message answered, as it is known here. */
export function detailsOf(message: Message, storedId: (ref: MessageRef) => string): MessageDetails {
  const { albumId, replyTo, mentionsSelf, forwarded, replyContext, resembles = [] } = message;
  return {
    ...(albumId !== undefined && { albumId }),
    ...(replyTo !== undefined && {
      replyTo: {
        externalId: storedId(replyTo),
        ...(replyTo.excerpt !== undefined && { excerpt: replyTo.excerpt.slice(0, 500) }),
      },
    }),
    ...(mentionsSelf === true && { mentionsSelf }),
    ...(forwarded === true && { forwarded }),
    ...(replyContext !== undefined && { replyContext }),
    ...(resembles.length > 0 && { resembles: resembles.slice(0, mostResembled) }),
  };
}

/** More are no help to anybody. */
const mostResembled = 10;

export function detailsColumn(details: MessageDetails): string | null {
  return Object.keys(details).length === 0 ? null : JSON.stringify(details);
}

/** The files in a message. */
export function attachmentIds(parts: readonly StoredPart[]): readonly string[] {
  return parts.flatMap((part) => (part.type === "media" ? [part.media.attachmentId] : []));
}

/** `Message.replyContext` as a column has it. */
export function parseContext(json: string | null): Json | undefined {
  return json === null ? undefined : (JSON.parse(json) as Json);
}

/** Splits a platform's parts into what the message keeps and the files that are yet to be fetched. */
export function partsToStore(
  parts: readonly Part[],
  owner: {
    readonly channelId: string;
    readonly conversationId: string;
    readonly messageId: string;
    readonly now: number;
  },
): { readonly parts: readonly StoredPart[]; readonly attachments: readonly AttachmentsTable[] } {
  const attachments: AttachmentsTable[] = [];
  const stored = parts.map((part): StoredPart => {
    if (part.type !== "media") return part;
    const row = attachmentRow(part.kind, part.media, owner);
    attachments.push(row);
    return { ...part, media: { attachmentId: row.id } };
  });
  return { parts: stored, attachments };
}

function attachmentRow(
  kind: string,
  media: MediaRef,
  owner: Parameters<typeof partsToStore>[1],
): AttachmentsTable {
  return {
    id: uuidv7(),
    channel_id: owner.channelId,
    conversation_id: owner.conversationId,
    message_id: owner.messageId,
    agent_id: null,
    state: "pending",
    reason: null,
    kind,
    ref: JSON.stringify(media.ref),
    mime_type: media.mimeType?.slice(0, 255) ?? null,
    file_name: typeof media.fileName === "string" ? media.fileName : null,
    size: wholeNumber(media.size),
    width: wholeNumber(media.width),
    height: wholeNumber(media.height),
    duration_ms: wholeNumber(media.durationMs),
    sha256: null,
    attempts: 0,
    due_at: owner.now,
    created_at: owner.now,
  };
}

/** What isn't one tells nothing of a file, and must not keep its message out. */
function wholeNumber(value: number | undefined): number | null {
  return Number.isFinite(value) ? Math.round(value ?? 0) : null;
}
