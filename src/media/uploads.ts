import { uuidv7 } from "uuidv7";
import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import {
  deleteOrphan,
  insertAttachment,
  orphanedUploads,
  settleAttachment,
} from "./attachment-store.ts";
import { cleanFileName } from "./file-names.ts";
import { sniff } from "./sniff.ts";
import type { Storage } from "./storage.ts";

const orphanedAfterMs = 24 * 60 * 60_000;
/** A row is its own witness that bytes may lie around; nobody fetches it, whatever its state. */
const never = Number.MAX_SAFE_INTEGER;

/** A file that an agent uploaded, to be sent with a message. */
export interface Upload {
  readonly id: string;
  readonly kind: "image" | "video" | "audio" | "file";
  readonly mimeType: string;
  readonly fileName: string;
  readonly size: number;
}

/** Files on their way from agents into messages. */
export class Uploads {
  readonly #parts: {
    readonly database: Database;
    readonly storage: Storage;
    readonly clock: Clock;
    readonly maxBytes: number;
  };

  constructor(parts: {
    readonly database: Database;
    readonly storage: Storage;
    readonly clock: Clock;
    /** MAX_UPLOAD_BYTES. */
    readonly maxBytes: number;
  }) {
    this.#parts = parts;
  }

  /** Stores one. @throws TooLargeError, StorageError, or what the stream failed with; nothing is kept then. */
  async store(
    stream: ReadableStream<Uint8Array>,
    file: { readonly fileName: string; readonly mimeType?: string },
    /** Null for a program. */
    agentId: string | null,
  ): Promise<Upload> {
    const { database, storage, clock, maxBytes } = this.#parts;
    const id = uuidv7();
    const now = clock.now().getTime();
    // First the row, then the bytes: what a crash leaves behind is found by it and removed.
    await insertAttachment(database.queries, {
      id,
      channel_id: null,
      conversation_id: null,
      message_id: null,
      agent_id: agentId,
      state: "pending",
      reason: null,
      kind: "file",
      ref: null,
      mime_type: null,
      file_name: file.fileName.toWellFormed().replaceAll("\0", ""),
      size: null,
      width: null,
      height: null,
      duration_ms: null,
      sha256: null,
      attempts: 0,
      due_at: never,
      created_at: now,
    });
    try {
      const { sha256, size } = await storage.put(id, stream, maxBytes);
      const mimeType = await sniff(storage, id, file.mimeType);
      const kind = kindOf(mimeType);
      await settleAttachment(database.queries, id, {
        state: "ready",
        kind,
        mime_type: mimeType,
        size,
        sha256,
      });
      return { id, kind, mimeType, fileName: cleanFileName(file.fileName, mimeType), size };
    } catch (error) {
      await this.#remove(id);
      throw error;
    }
  }

  /** Removes uploads that were in no message a day later. */
  async sweep(): Promise<void> {
    const { database, clock } = this.#parts;
    const before = clock.now().getTime() - orphanedAfterMs;
    for (;;) {
      const ids = await orphanedUploads(database.queries, before, 100);
      for (const id of ids) await this.#remove(id);
      if (ids.length < 100) return;
    }
  }

  async #remove(id: string): Promise<void> {
    const { database, storage } = this.#parts;
    const gone = await database.write((trx) => deleteOrphan(trx, id));
    if (gone) await storage.delete(id);
  }
}

function kindOf(mimeType: string): Upload["kind"] {
  const [family] = mimeType.split("/");
  return family === "image" || family === "video" || family === "audio" ? family : "file";
}
