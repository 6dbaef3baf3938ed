import { ChannelError, type OutboundMedia } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { AttachmentsTable } from "../db/schema/attachments.ts";
import { findAttachment } from "./attachment-store.ts";
import { cleanFileName } from "./file-names.ts";
import type { ByteRange, Storage } from "./storage.ts";

/** A file of a conversation as everybody sees it; where it lies stays inside. */
export interface Attachment {
  readonly id: string;
  /** Absent while an upload isn't sent yet. */
  readonly conversationId?: string;
  readonly messageId?: string;
  /** Who uploaded it; absent for a customer's. */
  readonly agentId?: string;
  readonly state: AttachmentsTable["state"];
  /** Why it can't be had, in plain words. */
  readonly reason?: string;
  readonly kind: string;
  /** Of a ready one what the bytes are, else what the platform announced. */
  readonly mimeType: string;
  /** Cleaned. */
  readonly fileName: string;
  readonly size?: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  readonly sha256?: string;
}

/** An attachment's bytes, and all that is needed to serve them. */
export interface OpenAttachment {
  readonly stream: ReadableStream<Uint8Array>;
  readonly mimeType: string;
  readonly fileName: string;
  /** Of the whole file. */
  readonly size: number;
}

/** Files to be looked at, downloaded and sent. */
export class Attachments {
  readonly #database: Database;
  readonly #storage: Storage;

  constructor(database: Database, storage: Storage) {
    this.#database = database;
    this.#storage = storage;
  }

  async find(id: string): Promise<Attachment | undefined> {
    const row = await findAttachment(this.#database.queries, id);
    return row && toAttachment(row);
  }

  /** Undefined when there is no such file, or its bytes aren't here. Ask `find` first whether the caller may have it. */
  async open(id: string, range?: ByteRange): Promise<OpenAttachment | undefined> {
    const attachment = await this.find(id);
    if (attachment?.state !== "ready" || attachment.size === undefined) return undefined;
    const { mimeType, fileName, size } = attachment;
    return { stream: await this.#storage.open(id, range), mimeType, fileName, size };
  }

  /** For a session to send; its bytes can be read again at each attempt. @throws ChannelError when they are gone. */
  async outboundMedia(id: string): Promise<OutboundMedia> {
    const attachment = await this.find(id);
    if (attachment?.state !== "ready" || attachment.size === undefined) {
      throw new ChannelError({
        code: "media-expired",
        outcome: "not-sent",
        message: "The file to send is not there any more.",
      });
    }
    const { mimeType, fileName, size, width, height, durationMs } = attachment;
    return {
      mimeType,
      fileName,
      size,
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(durationMs !== undefined && { durationMs }),
      open: () => this.#storage.open(id),
    };
  }
}

function toAttachment(row: AttachmentsTable): Attachment {
  return {
    id: row.id,
    ...(row.conversation_id !== null && { conversationId: row.conversation_id }),
    ...(row.message_id !== null && { messageId: row.message_id }),
    ...(row.agent_id !== null && { agentId: row.agent_id }),
    state: row.state,
    ...(row.reason !== null && { reason: row.reason }),
    kind: row.kind,
    mimeType: row.mime_type ?? "application/octet-stream",
    fileName: cleanFileName(row.file_name, row.mime_type),
    ...(row.size !== null && { size: row.size }),
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    ...(row.duration_ms !== null && { durationMs: row.duration_ms }),
    ...(row.sha256 !== null && { sha256: row.sha256 }),
  };
}
