import type { Capabilities, Clock, Part } from "../adapter/index.ts";
import type { Database, Queries, Writes } from "../db/database.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { findSend, updateDelivery } from "../delivery/delivery-store.ts";
import type { DeleteJob, EditJob, ReactJob } from "../delivery/jobs.ts";
import { setState } from "../delivery/outcome.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { attachmentRefs, claimUploads } from "./attachment-store.ts";
import type { InboxActor } from "./author.ts";
import { findConversation, lockConversation, updateConversation } from "./conversation-store.ts";
import {
  checkEdit,
  requireChangeable,
  requireOwn,
  requireWithin,
  unsupported,
} from "./edit-check.ts";
import { InboxError, notFound } from "./errors.ts";
import { attachmentIds, messageDetails, parseContext, type StoredMedia } from "./message-rows.ts";
import { externalIdsOf, findMessage } from "./message-store.ts";
import { normaliseParts } from "./normalise.ts";
import type { ChannelCapabilities } from "./replies.ts";
import { conversationRef, isOutOfReach } from "./threads.ts";

interface Change {
  readonly kind: DeliveriesTable["kind"];
  readonly job: EditJob | DeleteJob | ReactJob;
  /** Refuses what can't be done. Runs before anything is stored, and again when nobody else can change the message. */
  readonly check: (message: MessagesTable, can: Capabilities, db: Queries) => Promise<void> | void;
  /** Takes along what belongs to it, in the transaction that queues it. */
  readonly also?: (trx: Writes, message: MessagesTable) => Promise<void>;
}

/** What agents do to messages that are there: each is a job for the platform, shown when it is done there. */
export class MessageChanges {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #channels: ChannelCapabilities;
  readonly #clock: Pick<Clock, "now">;

  constructor(dependencies: {
    readonly database: Database;
    readonly events: EventLog;
    readonly channels: ChannelCapabilities;
    readonly clock: Pick<Clock, "now">;
  }) {
    this.#database = dependencies.database;
    this.#events = dependencies.events;
    this.#channels = dependencies.channels;
    this.#clock = dependencies.clock;
  }

  /** Asks the platform to show something else in a message of ours. @throws InboxError */
  async edit(
    actor: InboxActor,
    messageId: string,
    newParts: readonly Part<StoredMedia>[],
  ): Promise<void> {
    const parts = normaliseParts(newParts);
    await this.#queue(actor, messageId, {
      kind: "edit",
      job: { parts },
      check: async (message, can, db) => {
        requireOwn(message);
        requireWithin(message, can.edit, this.#now(), "edited");
        if ((await externalIdsOf(db, message.id)).length > 1) {
          throw unsupported("The message is several on this channel; it can't be edited.");
        }
        await checkEdit(db, actor, { message, parts }, can, this.#now());
      },
      also: async (trx, message) => {
        const had = await attachmentRefs(trx, message.id);
        const added = attachmentIds(parts).filter((id) => !had.has(id));
        await claimUploads(trx, added, actor.agentId, message);
      },
    });
  }

  /** Asks the platform to take a message of ours back. @throws InboxError */
  async delete(actor: InboxActor, messageId: string): Promise<void> {
    await this.#queue(actor, messageId, {
      kind: "delete",
      job: {},
      check: (message, can) => {
        requireOwn(message);
        requireWithin(message, can.delete, this.#now(), "deleted");
      },
    });
  }

  /** Sets our whole set of reactions on a message. @throws InboxError */
  async react(actor: InboxActor, messageId: string, emojis: readonly string[]): Promise<void> {
    await this.#queue(actor, messageId, {
      kind: "react",
      job: { emojis },
      check: (_message, can) => {
        if (can.reactions === "none") throw unsupported("There are no reactions on this channel.");
      },
    });
  }

  /**
   * "Send again": the one way out of `failed` and `unknown`, and only a person's. It may double a message that did
   * arrive; whoever presses it has been told so. @throws InboxError `conflict` in any other state.
   */
  async resend(actor: InboxActor, messageId: string): Promise<void> {
    await this.#capabilities(messageId);
    await this.#events.write(async (trx, record) => {
      const { conversation } = await this.#lock(trx, messageId);
      const delivery = await findSend(trx, messageId);
      if (delivery?.state !== "failed" && delivery?.state !== "unknown") {
        throw new InboxError("conflict", "Only what failed or is unknown can be sent again.", {
          state: delivery?.state ?? null,
        });
      }
      const now = this.#now();
      const version = conversation.version + 1;
      await updateDelivery(trx, delivery.id, {
        requested_by: actor.key,
        attempts: 0,
        lease_token: null,
        created_at: now,
        lane_order: version,
      });
      await updateConversation(trx, conversation.id, { version });
      await setState({ trx, record, now }, { ...delivery, attempts: 0 }, "queued", { dueAt: now });
    });
  }

  async #queue(actor: InboxActor, messageId: string, change: Change): Promise<void> {
    const { kind, job, check, also } = change;
    const { message: seen, can } = await this.#capabilities(messageId);
    requireChangeable(seen);
    await check(seen, can, this.#database.queries);
    await this.#events.write(async (trx, record) => {
      const { message, conversation } = await this.#lock(trx, messageId);
      requireChangeable(message);
      if (await isOutOfReach(trx, conversation, message)) {
        throw unsupported("The message is of the group's former place, where it can't be changed.");
      }
      await check(message, can, trx);
      await also?.(trx, message);
      const now = this.#now();
      const replyContext =
        messageDetails(message).replyContext ?? parseContext(conversation.reply_context);
      await queueDelivery(trx, conversation, {
        kind,
        messageId,
        job: { ...job, ...(replyContext !== undefined && { replyContext }) },
        requestedBy: actor.key,
        now,
      });
      await updateConversation(trx, conversation.id, { version: conversation.version + 1 });
      record({
        type: "message.delivery",
        channelId: conversation.channel_id,
        conversationId: conversation.id,
        messageId,
        data: { kind, state: "queued" },
      });
    });
  }

  /** What the message's channel can do. Outside of transactions: the answer may need the database's one connection. */
  async #capabilities(
    messageId: string,
  ): Promise<{ readonly message: MessagesTable; readonly can: Capabilities }> {
    const { queries } = this.#database;
    const message = await findMessage(queries, messageId);
    const conversation = message && (await findConversation(queries, message.conversation_id));
    if (message === undefined || conversation === undefined) throw notFound("message");
    const { channel_id: channelId } = conversation;
    const can = await this.#channels.capabilities(channelId, conversationRef(conversation));
    if (can === undefined) {
      throw new InboxError("conflict", "The channel of this conversation was deleted.");
    }
    return { message, can };
  }

  async #lock(
    trx: Writes,
    messageId: string,
  ): Promise<{ readonly message: MessagesTable; readonly conversation: ConversationsTable }> {
    const seen = await findMessage(trx, messageId);
    const conversation = seen && (await lockConversation(trx, seen.conversation_id));
    const message = conversation && (await findMessage(trx, messageId));
    if (message === undefined || conversation === undefined) throw notFound("message");
    return { message, conversation };
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
