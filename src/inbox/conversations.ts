import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { InboxActor } from "./author.ts";
import { type ConversationChange, changeConversation, setUnread } from "./change-conversation.ts";
import { type Conversation, toConversation } from "./conversation.ts";
import {
  type ConversationFilter,
  conversationsById,
  labelsOf,
  type ListPosition,
  listQuery,
  statusesToRead,
} from "./conversation-list-store.ts";
import { lockConversation } from "./conversation-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { mentionedAgents } from "./mention-store.ts";
import type { IsAgent } from "./mentions.ts";
import { contactsOfPerson, personsOf } from "./joined-contact-store.ts";

/** Which conversations; everything named must hold. */
export type InboxFilter = Omit<ConversationFilter, "contactIds"> & {
  /** Also of the contacts that are the same person. */
  readonly contactId?: string | undefined;
};

/** A page of the inbox, and where the next one begins. */
export interface ConversationPage {
  readonly conversations: readonly Conversation[];
  readonly next: ListPosition | undefined;
}

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
    { contactId, ...others }: InboxFilter,
    page: { readonly after?: ListPosition | undefined; readonly limit: number },
  ): Promise<ConversationPage> {
    const { queries } = this.#database;
    const contactIds =
      contactId === undefined ? undefined : await contactsOfPerson(queries, contactId);
    const filter = { ...others, contactIds };
    const statuses = statusesToRead(filter);
    const tops = await Promise.all(
      statuses.map((status) =>
        listQuery(queries, status, filter, page.after, page.limit + 1).execute(),
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
    const { queries } = this.#database;
    const rows = await conversationsById(queries, ids);
    const found = rows.map(({ id }) => id);
    const labels = await labelsOf(queries, found);
    const mentioned = await mentionedAgents(queries, found);
    const persons = await personsOf(
      queries,
      rows.flatMap((row) => row.contact_id ?? []),
    );
    return rows.map((row) =>
      toConversation(row, {
        contactId: persons.get(row.contact_id ?? "") ?? null,
        labels: labels.get(row.id) ?? [],
        mentionedIds: mentioned.get(row.id) ?? [],
      }),
    );
  }

  /** @throws InboxError `not-found`, `invalid`. */
  async update(actor: InboxActor, id: string, change: ConversationChange): Promise<Conversation> {
    const { assigneeId } = change;
    if (typeof assigneeId === "string" && !(await this.#isAgent(assigneeId))) {
      throw new InboxError("invalid", "assigneeId: there is no such agent.");
    }
    await this.#events.write(async (trx, record) => {
      const row = await lockConversation(trx, id);
      if (row === undefined) throw notFound("conversation");
      await changeConversation(trx, record, row, { actor, change, now: this.#now() });
    });
    return await this.get(id);
  }

  /** All read. */
  async markRead(actor: InboxActor, id: string): Promise<Conversation> {
    return await this.#setUnread(actor, id, () => 0);
  }

  /** To be looked at again: as if one message had come. */
  async markUnread(actor: InboxActor, id: string): Promise<Conversation> {
    return await this.#setUnread(actor, id, (count) => Math.max(1, count));
  }

  async #setUnread(
    actor: InboxActor,
    id: string,
    become: (count: number) => number,
  ): Promise<Conversation> {
    await this.#events.write(async (trx, record) => {
      const row = await lockConversation(trx, id);
      if (row === undefined) throw notFound("conversation");
      const unreadCount = become(row.unread_count);
      await setUnread(trx, record, row, { actor, unreadCount, now: this.#now() });
    });
    return await this.get(id);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
