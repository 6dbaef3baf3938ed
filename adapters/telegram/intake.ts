import type { InboundEvent, SessionContext } from "switchboard/adapter";
import type { TelegramClient } from "./client.ts";
import { eventsOf } from "./inbound.ts";
import { businessConnectionOf } from "./references.ts";
import type { TelegramSettings } from "./settings.ts";
import type { InboundContext, Self, Update } from "./updates.ts";

/** Hands updates to the hub, however they came, and keeps what a session learns from them. */
export class Intake {
  readonly #context: SessionContext<TelegramSettings>;
  readonly #client: TelegramClient;
  readonly #startedAt: Date;
  readonly #businessChats = new Set<string>();
  readonly #titles = new Map<string, string>();
  #answering = new Set<Promise<void>>();
  #skipped = 0;
  self: Self | undefined;

  constructor(context: SessionContext<TelegramSettings>, client: TelegramClient) {
    this.#context = context;
    this.#client = client;
    // Telegram counts whole seconds: what is written in the second we start in is live.
    this.#startedAt = new Date(Math.floor(context.clock.now().getTime() / 1000) * 1000);
  }

  /** Resolves when the hub has stored the updates, and rejects when it hasn't: then they must not be acknowledged. */
  async take(
    updates: readonly Update[],
    signal: AbortSignal,
    cursor?: { readonly key: string; readonly value: string },
  ): Promise<void> {
    const events = updates.flatMap((update) => this.#read(update));
    if (events.length > 0 || cursor !== undefined) await this.#context.receive(events, cursor);
    for (const event of events) this.#remember(event);
    for (const update of updates) this.#answer(update, signal);
  }

  /** Did a message of a Business account's chat come from here? */
  isBusiness(conversationId: string): boolean {
    return this.#businessChats.has(conversationId);
  }

  /** Resolves when no call is under way any longer. */
  async settled(): Promise<void> {
    await Promise.all(this.#answering);
  }

  /** One update that can't be read must not hold up the others, nor come again for ever. */
  #read(update: Update): readonly InboundEvent[] {
    const context: InboundContext = {
      startedAt: this.#startedAt,
      receivedAt: this.#context.clock.now(),
      titles: this.#titles,
      ...(this.self === undefined ? {} : { self: this.self }),
    };
    try {
      const events = eventsOf(update, context);
      if (events.length === 0) this.#skip(update, "an update of an unknown kind, without a chat");
      return events;
    } catch (error) {
      this.#skip(update, "an update that can't be read", error);
      const { update_id, ...content } = update;
      const [payload] = Object.values(content);
      const kept = { update_id, unreadable: payload };
      return eventsOf(kept, context);
    }
  }

  #skip(update: Update, what: string, error?: unknown): void {
    this.#skipped += 1;
    const kinds = Object.keys(update).filter((key) => key !== "update_id");
    const details = { updateId: update.update_id, kinds, skipped: this.#skipped };
    this.#context.log.warn(
      error === undefined ? details : { ...details, error },
      `Skipped ${what}.`,
    );
  }

  #remember(event: InboundEvent): void {
    if (event.type === "conversation-changed" && event.title !== undefined) {
      this.#titles.set(event.conversation.id, event.title);
    }
    if (event.type !== "message" && event.type !== "message-edited") return;
    if (businessConnectionOf(event.message.replyContext) === undefined) return;
    this.#businessChats.add(event.message.conversation.id);
  }

  /** Ends the spinner on a button that was pressed. Best effort: Telegram forgets presses after a while. */
  #answer(update: Update, signal: AbortSignal): void {
    const id = update.callback_query?.id;
    if (id === undefined) return;
    const answering = this.#client
      .call({ method: "answerCallbackQuery", params: { callback_query_id: id } }, signal)
      .then(
        () => undefined,
        (error: unknown) => {
          this.#context.log.info({ error }, "A pressed button could not be answered.");
        },
      )
      .finally(() => this.#answering.delete(answering));
    this.#answering.add(answering);
  }
}
