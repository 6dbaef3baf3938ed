import { ChannelError } from "../adapter/index.ts";
import { isDataError } from "../db/errors.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { lockConversation } from "../inbox/conversation-store.ts";
import { attempt, prove } from "./attempt.ts";
import type { Sent } from "./calls.ts";
import { recordChange } from "./change-outcome.ts";
import { updateDelivery } from "./delivery-store.ts";
import type { DispatcherParts } from "./dispatcher-parts.ts";
import { readableError } from "./foreign-answers.ts";
import { lockOwn, never, recordError, recordSent, setState } from "./outcome.ts";
import type { OutcomeContext } from "./outcome-context.ts";
import type { Paces } from "./paces.ts";
import { nextProofAt } from "./retry-policy.ts";

const usualTimeBox = { textMs: 30_000, mediaMs: 180_000 };

/** What the platform says became of a send; a time: it can't say now, and is asked again then. */
type Proof = Sent | "not-sent" | "unresolved" | { readonly againAt: number };

/** Takes one claimed delivery to the platform and writes down what became of it. */
export class DeliveryWorker {
  readonly #parts: DispatcherParts;
  readonly #paces: Paces;
  readonly #abandoned = new AbortController();

  constructor(parts: DispatcherParts, paces: Paces) {
    this.#parts = parts;
    this.#paces = paces;
  }

  /** Gives up on writing outcomes: the process ends, and the next one finds them unknown. */
  abandon(): void {
    this.#abandoned.abort();
  }

  async deliver(delivery: DeliveriesTable): Promise<void> {
    const outcome = await this.#attempt(delivery);
    if (outcome instanceof ChannelError) this.#noteError(delivery, outcome);
    else this.#noteSuccess(delivery, outcome);
    await this.#writeDown(delivery, async (context, current) => {
      if (outcome instanceof ChannelError) await recordError(context, current, outcome);
      else if (outcome === "done") await recordChange(context, current);
      else await recordSent(context, current, outcome);
    });
  }

  #noteSuccess(delivery: DeliveriesTable, outcome: Sent | "done"): void {
    this.#parts.sessions.noteOutbound(delivery.channel_id);
    this.#parts.log.info(
      {
        deliveryId: delivery.id,
        kind: delivery.kind,
        messageId: delivery.message_id,
        conversationId: delivery.conversation_id,
        channelId: delivery.channel_id,
        requestedBy: delivery.requested_by,
        attempt: delivery.attempts,
        ...(outcome !== "done" && { platformIds: outcome.messageIds }),
      },
      "Delivered",
    );
  }

  /** An unknown send, where the platform can tell: sent, to be sent again, or for a person to decide. */
  async prove(delivery: DeliveriesTable): Promise<void> {
    const proof = await this.#proof(delivery);
    await this.#writeDown(delivery, async (context, current) => {
      if (current.state !== "unknown") return;
      if (proof === "not-sent") await setState(context, current, "queued", { dueAt: context.now });
      else if (proof === "unresolved")
        await updateDelivery(context.trx, current.id, { due_at: never });
      else if ("againAt" in proof) {
        await updateDelivery(context.trx, current.id, { due_at: proof.againAt });
      } else await recordSent(context, current, proof);
    });
  }

  async #attempt(delivery: DeliveriesTable): Promise<Sent | "done" | ChannelError> {
    const { database, files, mayStillSend, sessions, timeBox = usualTimeBox } = this.#parts;
    try {
      if (!(await mayStillSend(delivery.requested_by))) {
        return notSent("forbidden", "Who wrote this may no longer send.");
      }
    } catch (error) {
      return notSent("unavailable", "The hub could not check this before sending.", error);
    }
    const session = sessions.connected(delivery.channel_id)?.session;
    if (session === undefined) return notSent("unavailable", "The channel was disconnected.");
    try {
      return await attempt(session, delivery, { db: database.queries, files }, timeBox);
    } catch (error) {
      return readableError(error);
    }
  }

  async #proof(delivery: DeliveriesTable): Promise<Proof> {
    const { clock, database, files, log, sessions, timeBox = usualTimeBox } = this.#parts;
    const session = sessions.connected(delivery.channel_id)?.session;
    const now = clock.now().getTime();
    try {
      if (session === undefined) throw notSent("unavailable", "The channel was disconnected.");
      return await prove(session, delivery, { db: database.queries, files }, timeBox);
    } catch (thrown) {
      const error = readableError(thrown);
      const againAt = nextProofAt(error, delivery, now);
      log.warn(
        {
          deliveryId: delivery.id,
          channelId: delivery.channel_id,
          code: error.code,
          reason: error.message,
          willAskAgain: againAt !== undefined,
          ...(error.code === "internal" && { err: error.cause }),
        },
        "What became of a message could not be found out",
      );
      return againAt === undefined ? "unresolved" : { againAt };
    }
  }

  #noteError(delivery: DeliveriesTable, error: ChannelError): void {
    if (error.code === "rate-limited") this.#paces.slowDown(delivery.channel_id);
    this.#parts.sessions.reportError(delivery.channel_id, error);
    this.#parts.log.warn(
      {
        deliveryId: delivery.id,
        messageId: delivery.message_id,
        channelId: delivery.channel_id,
        attempt: delivery.attempts,
        code: error.code,
        outcome: error.outcome,
        reason: error.message,
        ...(error.code === "internal" && { err: error.cause }),
      },
      "A delivery did not succeed",
    );
  }

  /** An outcome that can't be written must not be lost while we live: the database is asked until it answers. */
  async #writeDown(
    delivery: DeliveriesTable,
    write: (context: OutcomeContext, current: DeliveriesTable) => Promise<void>,
  ): Promise<void> {
    const { clock, events, log } = this.#parts;
    let outcome = write;
    for (let tries = 1; ; tries += 1) {
      try {
        await events.write(async (trx, record) => {
          await lockConversation(trx, delivery.conversation_id);
          const current = await lockOwn(trx, delivery);
          if (current !== undefined) {
            return await outcome({ trx, record, now: clock.now().getTime() }, current);
          }
          log.warn(
            { deliveryId: delivery.id },
            "Another process has taken over; its word counts for this delivery",
          );
        });
        return;
      } catch (error) {
        log.error({ err: error, deliveryId: delivery.id }, "An outcome can't be written yet");
        // An echo that was just being stored passes; what still doesn't fit then never will.
        if (isDataError(error) && tries > 2) outcome = recordUnwritable;
        await pause(Math.min(100 * 2 ** tries, 5_000), this.#abandoned.signal);
        if (this.#abandoned.signal.aborted) return;
      }
    }
  }
}

/** The platform's answer is beyond what can be stored. A person has to look. */
async function recordUnwritable(context: OutcomeContext, delivery: DeliveriesTable): Promise<void> {
  const reason = "The platform's answer could not be stored; the log has the details.";
  const state = delivery.kind === "send" ? "unknown" : "failed";
  await setState(context, delivery, state, { code: "internal", reason, dueAt: never });
}

function notSent(
  code: "forbidden" | "unavailable",
  message: string,
  cause?: unknown,
): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message, cause });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
