import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { InboxActor } from "./author.ts";
import { type Conversation, type ConversationStatus, toConversation } from "./conversation.ts";
import {
  type ConversationFilter,
  conversationsById,
  labelsOf,
  type ListPosition,
  listQuery,
  replaceLabels,
  statusesToRead,
} from "./conversation-list-store.ts";
import { lockConversation, updateConversation } from "./conversation-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { cleanName } from "./normalise.ts";
import { writeActivity } from "./written-row.ts";

/** What can be changed about a conversation; what isn't named stays. */
export interface ConversationChange {
  readonly status?: ConversationStatus | undefined;
  /** Null: until the customer writes. */
  readonly snoozedUntil?: Date | null | undefined;
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
    filter: ConversationFilter,
    page: { readonly after?: ListPosition | undefined; readonly limit: number },
  ): Promise<ConversationPage> {
    const statuses = statusesToRead(filter);
    const tops = await Promise.all(
      statuses.map((status) =>
        listQuery(this.#database.queries, status, filter, page.after, page.limit + 1).execute(),
      ),
    );
    const sorted = tops
      .flat()
      .toSorted((a, b) => b.last_activity_at - a.last_activity_at || (a.id < b.id ? 1 : -1));
    // One whose status changed between two reads is in both.
    const seen = new Set<string>();
    const rows = sorted.filter(({ id }) => !seen.has(id) && seen.add(id));
    const places = rows.slice(0, page.limit);
    const last = places.at(-1);
    const found = await this.byId(places.map(({ id }) => id));
    const byId = new Map(found.map((conversation) => [conversation.id, conversation]));
    return {
      conversations: places.flatMap(({ id }) => byId.get(id) ?? []),
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

  /** Changes status, snooze, assignee or labels, and says so in the thread. A change to what it is already is no change and no event. */
  async update(actor: InboxActor, id: string, change: ConversationChange): Promise<Conversation> {
    const { assigneeId } = change;
    if (typeof assigneeId === "string" && !(await this.#isAgent(assigneeId))) {
      throw new InboxError("invalid", "assigneeId: there is no such agent.");
    }
    const wanted = change.labels && cleanLabels(change.labels);
    await this.#events.write(async (trx, record) => {
      const row = await lockConversation(trx, id);
      if (row === undefined) throw notFound("conversation");
      const labels = inOrder((await labelsOf(trx, [id])).get(id) ?? []);
      const now = this.#clock.now().getTime();
      const status = change.status ?? row.status;
      const snoozedUntil = snoozeOf(status, change.snoozedUntil, row.snoozed_until, now);
      const changed = {
        ...(status !== row.status && { status, from: row.status }),
        ...(snoozedUntil !== row.snoozed_until && {
          snoozedUntil: snoozedUntil === null ? null : new Date(snoozedUntil).toISOString(),
        }),
        ...(assigneeId !== undefined && assigneeId !== row.assignee_id && { assigneeId }),
        ...(wanted !== undefined &&
          JSON.stringify(wanted) !== JSON.stringify(labels) && { labels: wanted }),
      };
      if (Object.keys(changed).length === 0) return;
      await updateConversation(trx, id, {
        version: row.version + 1,
        status,
        snoozed_until: snoozedUntil,
        ...(changed.assigneeId !== undefined && { assignee_id: changed.assigneeId }),
      });
      if (changed.labels !== undefined) await replaceLabels(trx, id, changed.labels);
      record({
        type: "conversation.updated",
        channelId: row.channel_id,
        conversationId: id,
        data: { ...changed, by: actor.key },
      });
      await writeActivity(trx, record, row, { author: actor, activity: changed, now });
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

/** Every way out of a snooze ends it: one that was left behind would open the conversation again some day. */
function snoozeOf(
  status: ConversationStatus,
  wanted: Date | null | undefined,
  current: number | null,
  now: number,
): number | null {
  if (status !== "snoozed") {
    if (wanted == null) return null;
    throw new InboxError(
      "invalid",
      'snoozedUntil: only a snoozed conversation has one; send it with the status "snoozed".',
    );
  }
  if (wanted === undefined) return current;
  if (wanted !== null && wanted.getTime() <= now) {
    throw new InboxError("invalid", "snoozedUntil: must be in the future.");
  }
  return wanted?.getTime() ?? null;
}

function cleanLabels(labels: readonly string[]): readonly string[] {
  const names = labels.map((label) => cleanName(label)).filter((name) => name !== "");
  return inOrder([...new Set(names)]);
}

/** One order for labels from wherever: databases have theirs, by the bytes. */
function inOrder(labels: readonly string[]): readonly string[] {
  return labels.toSorted((a, b) => (a < b ? -1 : 1));
}
