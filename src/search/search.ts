import type { Database } from "../db/database.ts";
import type { Message } from "../inbox/message.ts";
import type { Messages } from "../inbox/messages.ts";
import { parseQuery, SearchQueryError } from "./query.ts";
import { channelIdsLike, findDocuments } from "./search-store.ts";
import { wantedOf } from "./tokens.ts";

/** More words narrow nothing down any more. */
const mostWords = 20;

export interface Found {
  readonly messages: readonly Message[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: number | undefined;
}

/** Finds messages by what is in them, and by who wrote them where and when. */
export class Search {
  readonly #database: Database;
  readonly #messages: Messages;

  constructor(database: Database, messages: Messages) {
    this.#database = database;
    this.#messages = messages;
  }

  /** Newest first. `agentId`: whose words `from:me` are. @throws SearchQueryError. */
  async find(
    text: string,
    options: {
      readonly agentId?: string | undefined;
      readonly conversationId?: string | undefined;
      readonly below?: number | undefined;
      readonly limit: number;
    },
  ): Promise<Found> {
    const { words, from, channel, label, status, before, after } = parseQuery(text);
    const wanted = wantedOf(words).slice(0, mostWords);
    if (wanted.length === 0 && words !== "") {
      throw new SearchQueryError("There is no letter or digit in it to look for.");
    }
    const { queries } = this.#database;
    const { agentId, conversationId, below, limit } = options;
    const isMe = from?.toLowerCase() === "me" && agentId !== undefined;
    const filter = {
      wanted,
      conversationId,
      label,
      status,
      before,
      after,
      channelIds: channel === undefined ? undefined : await channelIdsLike(queries, channel),
      ...(isMe ? { agentId } : { authorName: from }),
    };
    const rows = await findDocuments(queries, filter, below, limit + 1);
    const shown = rows.slice(0, limit);
    const found = await this.#messages.byId(shown.map(({ messageId }) => messageId));
    const byId = new Map(found.map((message) => [message.id, message]));
    return {
      messages: shown.flatMap(({ messageId }) => byId.get(messageId) ?? []),
      next: rows.length > limit ? shown.at(-1)?.number : undefined,
    };
  }
}
