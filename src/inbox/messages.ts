import type { Database } from "../db/database.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { attachmentsOf } from "./attachment-store.ts";
import { findConversation } from "./conversation-store.ts";
import { notFound } from "./errors.ts";
import { type Message, toMessage } from "./message.ts";
import {
  idsByExternalId,
  type MessagePosition,
  messageListQuery,
  messagesById,
} from "./message-list-store.ts";
import { messageDetails } from "./message-rows.ts";

/** A stretch of a conversation, oldest first. */
export interface MessagePage {
  readonly messages: readonly Message[];
  /** Where older ones begin; undefined at the very first message. */
  readonly older: MessagePosition | undefined;
  /** Where newer ones begin: also given at the end, for whoever asks again later. */
  readonly newer: MessagePosition | undefined;
}

/** What was said. Read only: writing is for `Ingest` and `Replies`. */
export class Messages {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A page before or after a place; without one, the newest. @throws InboxError `not-found`. */
  async list(
    conversationId: string,
    from: {
      readonly before?: MessagePosition | undefined;
      readonly after?: MessagePosition | undefined;
    },
    limit: number,
  ): Promise<MessagePage> {
    const { queries } = this.#database;
    if ((await findConversation(queries, conversationId)) === undefined) {
      throw notFound("conversation");
    }
    const rows = await messageListQuery(queries, conversationId, from, limit + 1).execute();
    const shown = rows.slice(0, limit);
    const forwards = from.after !== undefined;
    const ordered = forwards ? shown : shown.toReversed();
    const more = rows.length > limit;
    return {
      messages: await this.#withContext(ordered),
      older: forwards || more ? positionOf(ordered[0]) : undefined,
      newer: positionOf(ordered.at(-1)) ?? from.after,
    };
  }

  /** @throws InboxError `not-found`. */
  async get(id: string): Promise<Message> {
    const [message] = await this.byId([id]);
    if (message === undefined) throw notFound("message");
    return message;
  }

  /** Those that exist, in no particular order. */
  async byId(ids: readonly string[]): Promise<readonly Message[]> {
    return await this.#withContext(await messagesById(this.#database.queries, ids));
  }

  async #withContext(rows: readonly MessagesTable[]): Promise<readonly Message[]> {
    const { queries } = this.#database;
    const withFiles = rows.filter(({ parts }) => parts.includes('"attachmentId"'));
    const attachments = await attachmentsOf(
      queries,
      withFiles.map(({ id }) => id),
    );
    const answered = await idsByExternalId(
      queries,
      rows.flatMap((row) => {
        const { replyTo } = messageDetails(row);
        return replyTo === undefined
          ? []
          : [{ conversationId: row.conversation_id, externalId: replyTo.externalId }];
      }),
    );
    return rows.map((row) => toMessage(row, { attachments, answered }));
  }
}

function positionOf(row: MessagesTable | undefined): MessagePosition | undefined {
  return row && { orderedAt: row.ordered_at, id: row.id };
}
