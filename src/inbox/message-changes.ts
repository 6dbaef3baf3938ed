import { uuidv7 } from "uuidv7";
import type { Capabilities, Clock, Part } from "../adapter/index.ts";
import type { Database, Writes } from "../db/database.ts";
import type { ConversationsTable } from "../db/schema/conversations.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import type { MessagesTable } from "../db/schema/messages.ts";
import { findSend, insertDelivery, updateDelivery } from "../delivery/delivery-store.ts";
import { setState } from "../delivery/outcome.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { InboxActor } from "./author.ts";
import { findConversation, lockConversation, updateConversation } from "./conversation-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { messageDetails, type StoredMedia } from "./message-rows.ts";
import { findMessage } from "./message-store.ts";
import { normaliseParts } from "./normalise.ts";
import type { ChannelCapabilities } from "./replies.ts";
import { conversationRef } from "./threads.ts";

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
    parts: readonly Part<StoredMedia>[],
  ): Promise<void> {
    await this.#enqueue(
      actor,
      messageId,
      "edit",
      { parts: normaliseParts(parts) },
      (message, can) => {
        requireOwn(message);
        if (can.edit.support === "none") throw refuse("Messages can't be edited on this channel.");
        requireWithin(message, can.edit.windowMs, this.#now(), "edited");
      },
    );
  }

  /** Asks the platform to take a message of ours back. @throws InboxError */
  async delete(actor: InboxActor, messageId: string): Promise<void> {
    await this.#enqueue(actor, messageId, "delete", {}, (message, can) => {
      requireOwn(message);
      if (can.delete.support === "none") throw refuse("Messages can't be deleted on this channel.");
      requireWithin(message, can.delete.windowMs, this.#now(), "deleted");
    });
  }

  /** Sets our whole set of reactions on a message. @throws InboxError */
  async react(actor: InboxActor, messageId: string, emojis: readonly string[]): Promise<void> {
    await this.#enqueue(actor, messageId, "react", { emojis }, (_message, can) => {
      if (can.reactions === "none") throw refuse("There are no reactions on this channel.");
    });
  }

  /**
   * "Send again": the one way out of `failed` and `unknown`, and only a person's. It may double a message that did
   * arrive; whoever presses it has been told so. @throws InboxError `conflict` in any other state.
   */
  async resend(actor: InboxActor, messageId: string): Promise<void> {
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
      await setState({ trx, record, now }, delivery, "queued", { dueAt: now });
    });
  }

  async #enqueue(
    actor: InboxActor,
    messageId: string,
    kind: DeliveriesTable["kind"],
    request: object,
    check: (message: MessagesTable, capabilities: Capabilities) => void,
  ): Promise<void> {
    const message = await this.#require(messageId);
    if (message.deleted_at !== null) throw new InboxError("conflict", "The message was deleted.");
    if (message.external_id === null) {
      throw new InboxError("conflict", "The message has not reached the platform.");
    }
    const seen = await findConversation(this.#database.queries, message.conversation_id);
    if (seen === undefined) throw notFound("message");
    const can = await this.#channels.capabilities(seen.channel_id, conversationRef(seen));
    if (can === undefined) throw new InboxError("conflict", "The channel was deleted.");
    check(message, can);
    await this.#events.write(async (trx, record) => {
      const { conversation } = await this.#lock(trx, messageId);
      const { channel_id: channelId, id } = conversation;
      const now = this.#now();
      const version = conversation.version + 1;
      const { replyContext } = messageDetails(message);
      const context = conversation.reply_context;
      const delivery: DeliveriesTable = {
        id: uuidv7(),
        message_id: message.id,
        conversation_id: id,
        channel_id: channelId,
        kind,
        request: JSON.stringify({
          ...request,
          replyContext: replyContext ?? (context === null ? undefined : JSON.parse(context)),
        }),
        requested_by: actor.key,
        state: "queued",
        code: null,
        reason: null,
        lane_order: version,
        attempts: 0,
        due_at: now,
        lease_token: null,
        created_at: now,
        updated_at: now,
      };
      await insertDelivery(trx, delivery);
      await updateConversation(trx, id, { version });
      record({
        type: "message.delivery",
        channelId,
        conversationId: id,
        messageId: message.id,
        data: { kind, state: "queued" },
      });
    });
  }

  async #lock(
    trx: Writes,
    messageId: string,
  ): Promise<{ readonly message: MessagesTable; readonly conversation: ConversationsTable }> {
    const message = await findMessage(trx, messageId);
    const conversation = message && (await lockConversation(trx, message.conversation_id));
    if (message === undefined || conversation === undefined) throw notFound("message");
    return { message, conversation };
  }

  async #require(messageId: string): Promise<MessagesTable> {
    const message = await findMessage(this.#database.queries, messageId);
    if (message === undefined) throw notFound("message");
    return message;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

function requireOwn(message: MessagesTable): void {
  if (message.direction !== "outbound") {
    throw new InboxError("invalid", "Only messages that we sent can be changed.");
  }
}

function requireWithin(
  message: MessagesTable,
  windowMs: number | undefined,
  now: number,
  what: string,
): void {
  if (windowMs !== undefined && now - message.sent_at > windowMs) {
    const minutes = Math.round(windowMs / 60_000);
    throw refuse(`Messages can only be ${what} within ${minutes} minutes on this channel.`);
  }
}

function refuse(message: string): InboxError {
  return new InboxError("unsupported-by-channel", message);
}
