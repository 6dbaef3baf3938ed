import type { Database } from "../db/database.ts";
import type { MediaKind } from "../adapter/index.ts";
import { conversationFilesQuery } from "./attachment-store.ts";
import { findConversation } from "./conversation-store.ts";
import { notFound } from "./errors.ts";
import { type Attachment, toAttachment } from "./message.ts";
import { storedParts } from "./message-rows.ts";

/** A file, and where it was sent. */
export interface ConversationFile {
  readonly messageId: string;
  readonly kind: MediaKind;
  readonly sentAt: Date;
  readonly file: Attachment;
}

/** Everything that was sent in a conversation beside words. */
export class ConversationFiles {
  readonly #database: Pick<Database, "queries">;

  constructor({ database }: { readonly database: Pick<Database, "queries"> }) {
    this.#database = database;
  }

  /** The last that came first, with ids below `before`. @throws InboxError `not-found`. */
  async of(
    conversationId: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly files: readonly ConversationFile[]; readonly next: string | undefined }> {
    const { queries } = this.#database;
    if ((await findConversation(queries, conversationId)) === undefined) {
      throw notFound("conversation");
    }
    const { before, limit } = page;
    const rows = await conversationFilesQuery(queries, conversationId, before, limit + 1).execute();
    const shown = rows.slice(0, limit);
    return {
      files: shown.flatMap((row) => {
        // An edit may have put another file in its place.
        const part = storedParts(row).find(
          (one) => one.type === "media" && one.media.attachmentId === row.id,
        );
        if (part?.type !== "media") return [];
        return {
          messageId: row.message,
          kind: part.kind,
          sentAt: new Date(row.sent_at),
          file: toAttachment(row.id, row),
        };
      }),
      next: rows.length > limit ? shown.at(-1)?.id : undefined,
    };
  }
}
