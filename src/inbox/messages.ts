import type { Database } from "../db/database.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { attachmentsOf } from "./attachment-store.ts";
import { findConversation } from "./conversation-store.ts";
import { notFound } from "./errors.ts";
import { findIdentities } from "./identity-store.ts";
import { type Message, toMessage } from "./message.ts";
import {
  firstMessageFrom,
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
  /** There is more after them by now. */
  readonly hasNewer: boolean;
}

/** Where to read: at most one of them; without any, the newest. */
export interface MessagePlace {
  readonly before?: MessagePosition | undefined;
  readonly after?: MessagePosition | undefined;
  /** A message, to stand in the middle. */
  readonly around?: string | undefined;
  /** A time, whose first message is to stand in the middle. */
  readonly at?: number | undefined;
}

/** What was said. Read only: writing is for `Ingest` and `Replies`. */
export class Messages {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws InboxError `not-found`. */
  async list(conversationId: string, place: MessagePlace, limit: number): Promise<MessagePage> {
    const { queries } = this.#database;
    if ((await findConversation(queries, conversationId)) === undefined) {
      throw notFound("conversation");
    }
    const middle = await this.#middle(conversationId, place);
    if (middle !== undefined) return await this.#around(middle, limit);
    const rows = await messageListQuery(queries, conversationId, place, limit + 1).execute();
    const shown = rows.slice(0, limit);
    const more = rows.length > limit;
    const forwards = place.after !== undefined;
    const ordered = forwards ? shown : shown.toReversed();
    return {
      messages: await this.#withContext(ordered),
      older: forwards || more ? positionOf(ordered[0]) : undefined,
      newer: positionOf(ordered.at(-1)) ?? place.after,
      hasNewer: forwards ? more : place.before !== undefined,
    };
  }

  /** The message that is to stand in the middle, where one is asked for and is there. */
  async #middle(
    conversationId: string,
    { around, at }: MessagePlace,
  ): Promise<MessagesTable | undefined> {
    const { queries } = this.#database;
    if (at !== undefined) return await firstMessageFrom(queries, conversationId, at);
    if (around === undefined) return undefined;
    const [row] = await messagesById(queries, [around]);
    if (row?.conversation_id !== conversationId) throw notFound("message");
    return row;
  }

  async #around(middle: MessagesTable, limit: number): Promise<MessagePage> {
    const { queries } = this.#database;
    const at = positionOf(middle);
    const [olderLimit, newerLimit] = [Math.floor((limit - 1) / 2), Math.ceil((limit - 1) / 2)];
    const read = (place: MessagePlace, most: number): Promise<readonly MessagesTable[]> =>
      messageListQuery(queries, middle.conversation_id, place, most + 1).execute();
    const olderRows = await read({ before: at }, olderLimit);
    const newerRows = await read({ after: at }, newerLimit);
    const ordered = [
      ...olderRows.slice(0, olderLimit).toReversed(),
      middle,
      ...newerRows.slice(0, newerLimit),
    ];
    return {
      messages: await this.#withContext(ordered),
      older: olderRows.length > olderLimit ? positionOf(ordered[0]) : undefined,
      newer: positionOf(ordered.at(-1)),
      hasNewer: newerRows.length > newerLimit,
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
    const named = await findIdentities(
      queries,
      rows.flatMap((row) =>
        (messageDetails(row).resembles ?? []).map((externalId) => ({
          channelId: row.channel_id,
          externalId,
        })),
      ),
    );
    const contacts = new Map([...named].map(([key, identity]) => [key, identity.contact_id]));
    return rows.map((row) => toMessage(row, { attachments, answered, contacts }));
  }
}

function positionOf(row: MessagesTable | undefined): MessagePosition | undefined {
  return row && { orderedAt: row.ordered_at, id: row.id };
}
