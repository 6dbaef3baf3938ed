import type { Capabilities, Clock, ConversationRef, Part } from "../adapter/index.ts";
import type { Database, Writes } from "../db/database.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import type { SendJob } from "../delivery/jobs.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { claimUploads, uploadFacts } from "./attachment-store.ts";
import type { InboxActor } from "./author.ts";
import { type ConversationChange, changeConversation } from "./change-conversation.ts";
import { checkCapabilities } from "./capability-check.ts";
import { findConversation, lockConversation, updateConversation } from "./conversation-store.ts";
import { deleteDraft } from "./draft-store.ts";
import type { DraftMode, Drafts } from "./drafts.ts";
import { InboxError, notFound } from "./errors.ts";
import { once, type Repeatable, rememberAnswer, repeatableBy } from "./idempotency.ts";
import { insertMentions } from "./mention-store.ts";
import { type IsAgent, mentionedIn } from "./mentions.ts";
import {
  attachmentIds,
  detailsColumn,
  messageDetails,
  parseContext,
  type StoredMedia,
  type StoredPart,
} from "./message-rows.ts";
import { findMessage, insertMessages, newestMessageIds } from "./message-store.ts";
import { normaliseParts } from "./normalise.ts";
import { previewOf } from "./preview.ts";
import { conversationRef, isOutOfReach } from "./threads.ts";
import { writtenRow } from "./written-row.ts";

/** What an agent writes. */
export interface NewReply {
  readonly conversationId: string;
  readonly parts: readonly Part<StoredMedia>[];
  /** Our id of the message answered. */
  readonly replyTo?: string | undefined;
  /** `Conversation.version` as the agent saw it; when it has risen since, the reply is held back. */
  readonly conversationVersion?: number | undefined;
  /** Send although something changed. */
  readonly sendAnyway?: boolean | undefined;
  /** What becomes of the conversation with it, in the same transaction: resolved, snoozed, … */
  readonly afterwards?: Pick<ConversationChange, "status" | "snoozedUntil"> | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** What the inbox needs to know of channels. */
export interface ChannelCapabilities {
  /** Undefined when there is no such channel. */
  capabilities(channelId: string, conversation: ConversationRef): Promise<Capabilities | undefined>;
}

/** The way out: what agents write becomes durable here, and a delivery with it. */
export class Replies {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #channels: ChannelCapabilities;
  readonly #drafts: Pick<Drafts, "sent">;
  readonly #isAgent: IsAgent;
  readonly #clock: Pick<Clock, "now">;

  constructor(dependencies: {
    readonly database: Database;
    readonly events: EventLog;
    readonly channels: ChannelCapabilities;
    readonly drafts: Pick<Drafts, "sent">;
    readonly isAgent: IsAgent;
    readonly clock: Pick<Clock, "now">;
  }) {
    this.#database = dependencies.database;
    this.#events = dependencies.events;
    this.#channels = dependencies.channels;
    this.#drafts = dependencies.drafts;
    this.#isAgent = dependencies.isAgent;
    this.#clock = dependencies.clock;
  }

  /**
   * Stores a reply and its delivery in one transaction. Resolves with the message's id; with that of the first when
   * the idempotency key is known. @throws InboxError
   */
  async reply(actor: InboxActor, reply: NewReply): Promise<string> {
    const { idempotencyKey, ...request } = reply;
    const repeatable = repeatableBy(actor, idempotencyKey, request);
    return await once(this.#database, repeatable, () => this.#reply(actor, reply, repeatable));
  }

  /** Stores a note: for colleagues only, it never leaves the house. */
  async note(
    actor: InboxActor,
    note: Pick<NewReply, "conversationId" | "parts" | "idempotencyKey">,
  ): Promise<string> {
    const { idempotencyKey, ...request } = note;
    const repeatable = repeatableBy(actor, idempotencyKey, { note: request });
    return await once(this.#database, repeatable, async () => {
      const parts = partsToSay(note.parts);
      const mentions = await mentionedIn(parts, this.#isAgent);
      const draft = draftOf(actor, "note", note);
      const made = await this.#events.write(async (trx, record) => {
        const conversation = await lockConversation(trx, note.conversationId);
        if (conversation === undefined) throw notFound("conversation");
        const now = this.#now();
        const row = writtenRow(conversation, "note", actor, parts, now);
        await insertMessages(trx, [row]);
        await insertMentions(trx, row, mentions);
        await claimUploads(trx, attachmentIds(parts), actor.agentId, row);
        await rememberAnswer(trx, repeatable, row.id, now);
        await endDraft(trx, draft);
        await updateConversation(trx, conversation.id, {
          version: conversation.version + 1,
          last_ordered_at: row.ordered_at,
        });
        record({
          type: "message.created",
          channelId: conversation.channel_id,
          conversationId: conversation.id,
          messageId: row.id,
          data: { direction: "note", ...(mentions.length > 0 && { mentions }) },
        });
        return row.id;
      });
      if (draft !== undefined) this.#drafts.sent(draft.agentId, draft);
      return made;
    });
  }

  async #reply(
    actor: InboxActor,
    reply: NewReply,
    repeatable: Repeatable | undefined,
  ): Promise<string> {
    const parts = partsToSay(reply.parts);
    const conversation = await findConversation(this.#database.queries, reply.conversationId);
    if (conversation === undefined) throw notFound("conversation");
    await this.#check(actor, reply, parts, conversation);
    const answered = await this.#answered(reply);
    const draft = draftOf(actor, "reply", reply);
    const made = await this.#events.write(async (trx, record) => {
      const current = await lockConversation(trx, reply.conversationId);
      if (current === undefined) throw notFound("conversation");
      await refuseStale(trx, current, reply);
      const now = this.#now();
      const row: MessagesTable = {
        ...writtenRow(current, "outbound", actor, parts, now),
        details: detailsColumn(
          answered?.external_id == null ? {} : { replyTo: { externalId: answered.external_id } },
        ),
        delivery_state: "queued",
      };
      await insertMessages(trx, [row]);
      await claimUploads(trx, attachmentIds(parts), actor.agentId, row);
      const replyContext = answered && messageDetails(answered).replyContext;
      const context = replyContext ?? parseContext(current.reply_context);
      const quotable = answered !== undefined && !(await isOutOfReach(trx, current, answered));
      const job: SendJob = {
        parts,
        ...(quotable && answered.external_id !== null && { replyTo: answered.external_id }),
        ...(context !== undefined && { replyContext: context }),
      };
      await queueDelivery(trx, current, {
        kind: "send",
        messageId: row.id,
        job,
        requestedBy: actor.key,
        now,
      });
      await rememberAnswer(trx, repeatable, row.id, now);
      await endDraft(trx, draft);
      await updateConversation(trx, current.id, {
        version: current.version + 1,
        unread_count: 0,
        is_unread: 0,
        waiting_since: null,
        last_activity_at: Math.max(current.last_activity_at, row.ordered_at),
        last_ordered_at: row.ordered_at,
        preview: JSON.stringify(previewOf("outbound", parts)),
      });
      record({
        type: "message.created",
        channelId: current.channel_id,
        conversationId: current.id,
        messageId: row.id,
        data: { direction: "outbound", state: "queued" },
      });
      if (reply.afterwards !== undefined) {
        const withReply = {
          ...current,
          version: current.version + 1,
          last_ordered_at: row.ordered_at,
        };
        await changeConversation(trx, record, withReply, { actor, change: reply.afterwards, now });
      }
      return row.id;
    });
    if (draft !== undefined) this.#drafts.sent(draft.agentId, draft);
    return made;
  }

  async #check(
    actor: InboxActor,
    reply: NewReply,
    parts: readonly StoredPart[],
    conversation: ConversationsTable,
  ): Promise<void> {
    const { channel_id: channelId } = conversation;
    const ref = conversationRef(conversation);
    const capabilities = await this.#channels.capabilities(channelId, ref);
    if (capabilities === undefined) {
      throw new InboxError("conflict", "The channel of this conversation was deleted.");
    }
    checkCapabilities(
      {
        parts,
        isReply: reply.replyTo !== undefined,
        lastCustomerMessageAt: conversation.last_customer_message_at,
      },
      await uploadFacts(this.#database.queries, attachmentIds(parts), actor.agentId),
      capabilities,
      this.#now(),
    );
  }

  /** The message that a reply quotes; it must be of the same conversation. */
  async #answered(reply: NewReply): Promise<MessagesTable | undefined> {
    if (reply.replyTo === undefined) return undefined;
    const message = await findMessage(this.#database.queries, reply.replyTo);
    if (message?.conversation_id !== reply.conversationId) {
      throw new InboxError("invalid", "replyTo: there is no such message in this conversation.");
    }
    if (message.external_id === null) {
      throw new InboxError("invalid", "replyTo: that message has not reached the platform yet.");
    }
    return message;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/** The draft that a message was, if an agent wrote it: it has the message's key. */
function draftOf(
  { agentId }: InboxActor,
  mode: DraftMode,
  { conversationId, idempotencyKey }: Pick<NewReply, "conversationId" | "idempotencyKey">,
) {
  if (agentId === null || idempotencyKey === undefined) return undefined;
  return { agentId, conversationId, mode, id: idempotencyKey };
}

/** Another draft that was begun meanwhile stays. */
async function endDraft(trx: Writes, draft: ReturnType<typeof draftOf>): Promise<void> {
  if (draft === undefined) return;
  const { agentId, conversationId, mode, id } = draft;
  await deleteDraft(trx, { agent_id: agentId, conversation_id: conversationId, mode }, id);
}

/** Somebody wrote meanwhile: the agent should read that first. */
async function refuseStale(
  trx: Writes,
  current: ConversationsTable,
  reply: NewReply,
): Promise<void> {
  const seen = reply.conversationVersion;
  if (seen === undefined || reply.sendAnyway === true || seen >= current.version) return;
  const since = await newestMessageIds(trx, current.id, Math.min(current.version - seen, 20));
  throw new InboxError(
    "stale",
    "The conversation has changed since you looked: read what is new, or send anyway.",
    {
      conversationVersion: current.version,
      newestMessageIds: since,
      status: current.status,
      assigneeId: current.assignee_id,
    },
  );
}

function partsToSay(parts: readonly Part<StoredMedia>[]): readonly StoredPart[] {
  if (parts.length === 0) throw new InboxError("invalid", "parts: there is nothing to say.");
  return normaliseParts(parts);
}
