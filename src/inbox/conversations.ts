import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { InboxActor } from "./author.ts";
import { type Conversation, type ConversationStatus, toConversation } from "./conversation.ts";
import {
  conversationsById,
  labelsOf,
  type ListFilter,
  type ListPosition,
  listQuery,
  replaceLabels,
} from "./conversation-list-store.ts";
import { lockConversation, updateConversation } from "./conversation-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { cleanName } from "./normalise.ts";

/** What can be changed about a conversation; what isn't named stays. */
export interface ConversationChange {
  readonly status?: ConversationStatus | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly labels?: readonly string[] | undefined;
}

/** A page of the inbox, and where the next one begins. */
export interface ConversationPage {
  readonly conversations: readonly Conversation[];
  readonly next: ListPosition | undefined;
}

/** Whether somebody can be given conversations. */
export type IsAgent = (agentId: string) => Promise<boolean>;

/** The unified inbox: one list over all channels. */
export class Conversations {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #isAgent: IsAgent;
  readonly #clock: Pick<Clock, "now">;

  constructor(dependencies: {
    readonly database: Database;
    readonly events: EventLog;
    readonly isAgent: IsAgent;
    readonly clock: Pick<Clock, "now">;
  }) {
    this.#database = dependencies.database;
    this.#events = dependencies.events;
    this.#isAgent = dependencies.isAgent;
    this.#clock = dependencies.clock;
  }

  /** Newest activity first. Several statuses are read as the top of each, which stays flat at any size. */
  async list(
    filter: ListFilter & { readonly statuses?: readonly ConversationStatus[] | undefined },
    page: { readonly after?: ListPosition | undefined; readonly limit: number },
  ): Promise<ConversationPage> {
    const statuses = filter.statuses?.length ? [...new Set(filter.statuses)] : [undefined];
    const tops = await Promise.all(
      statuses.map((status) =>
        listQuery(this.#database.queries, status, filter, page.after, page.limit + 1).execute(),
      ),
    );
    const rows = tops
      .flat()
      .toSorted((a, b) => b.last_activity_at - a.last_activity_at || (a.id < b.id ? 1 : -1));
    const shown = rows.slice(0, page.limit);
    const last = shown.at(-1);
    const labels = await labelsOf(
      this.#database.queries,
      shown.map(({ id }) => id),
    );
    return {
      conversations: shown.map((row) => toConversation(row, labels.get(row.id) ?? [])),
      next:
        rows.length > page.limit && last !== undefined
          ? { lastActivityAt: last.last_activity_at, id: last.id }
          : undefined,
    };
  }

  /** @throws InboxError `not-found`. */
  async get(id: string): Promise<Conversation> {
    const [conversation] = await this.byId([id]);
    if (conversation === undefined) throw notFound("conversation");
    return conversation;
  }

  /** Those that exist, in no particular order. */
  async byId(ids: readonly string[]): Promise<readonly Conversation[]> {
    const rows = await conversationsById(this.#database.queries, ids);
    const labels = await labelsOf(
      this.#database.queries,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => toConversation(row, labels.get(row.id) ?? []));
  }

  /** Changes status, assignee or labels. A change to what it is already is no change and no event. */
  async update(actor: InboxActor, id: string, change: ConversationChange): Promise<Conversation> {
    const { assigneeId } = change;
    if (typeof assigneeId === "string" && !(await this.#isAgent(assigneeId))) {
      throw new InboxError("invalid", "assigneeId: there is no such agent.");
    }
    const wanted = change.labels && [...new Set(change.labels.map(cleanName))].toSorted();
    await this.#events.write(async (trx, record) => {
      const row = await lockConversation(trx, id);
      if (row === undefined) throw notFound("conversation");
      const labels = (await labelsOf(trx, [id])).get(id) ?? [];
      const changed = {
        ...(change.status !== undefined &&
          change.status !== row.status && { status: change.status }),
        ...(assigneeId !== undefined && assigneeId !== row.assignee_id && { assigneeId }),
        ...(wanted !== undefined &&
          JSON.stringify(wanted) !== JSON.stringify(labels.toSorted()) && { labels: wanted }),
      };
      if (Object.keys(changed).length === 0) return;
      await updateConversation(trx, id, {
        version: row.version + 1,
        ...(changed.status !== undefined && { status: changed.status }),
        ...(changed.assigneeId !== undefined && { assignee_id: changed.assigneeId }),
      });
      if (changed.labels !== undefined) await replaceLabels(trx, id, changed.labels);
      record({
        type: "conversation.updated",
        channelId: row.channel_id,
        conversationId: id,
        data: { ...changed, by: actor.key },
      });
    });
    return await this.get(id);
  }

  /** All read. Changes no version: nobody's reply becomes stale by it. */
  async markRead(actor: InboxActor, id: string): Promise<Conversation> {
    await this.#events.write(async (trx, record) => {
      const row = await lockConversation(trx, id);
      if (row === undefined) throw notFound("conversation");
      if (row.unread_count === 0) return;
      await updateConversation(trx, id, { unread_count: 0, is_unread: 0 });
      record({
        type: "conversation.updated",
        channelId: row.channel_id,
        conversationId: id,
        data: { unreadCount: 0, by: actor.key, at: this.#clock.now().toISOString() },
      });
    });
    return await this.get(id);
  }
}
