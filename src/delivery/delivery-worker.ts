import { ChannelError, type SendResult } from "../adapter/index.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { attempt, prove } from "./attempt.ts";
import { recordChange } from "./change-outcome.ts";
import type { DispatcherParts } from "./dispatcher.ts";
import { lockOwn, never, type OutcomeContext, recordError, recordSent, setState } from "./outcome.ts";
import type { Paces } from "./paces.ts";

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
    await this.#writeDown(delivery, async (context, current) => {
      if (outcome instanceof ChannelError) await recordError(context, current, outcome);
      else if (outcome === "done") await recordChange(context, current);
      else await recordSent(context, current, outcome);
    });
  }

  /** An unknown send, where the platform can tell: sent, to be sent again, or for a person to decide. */
  async prove(delivery: DeliveriesTable): Promise<void> {
    const session = this.#parts.sessions.connected(delivery.channel_id)?.session;
    if (session === undefined) return;
    let proof: SendResult | "not-sent" | "unresolved" = "unresolved";
    try {
      proof = await prove(session, delivery, this.#sources());
    } catch (error) {
      const { code, message } = ChannelError.from(error);
      this.#parts.log.warn(
        { deliveryId: delivery.id, channelId: delivery.channel_id, code, reason: message },
        "What became of a message could not be found out",
      );
    }
    await this.#writeDown(delivery, async (context, current) => {
      if (current.state !== "unknown") return;
      if (proof === "not-sent") await setState(context, current, "queued", { dueAt: context.now });
      else if (proof !== "unresolved") await recordSent(context, current, proof);
      else {
        const { code, reason } = current;
        await setState(context, current, "unknown", {
          ...(code !== null && { code }),
          ...(reason !== null && { reason }),
          dueAt: never,
        });
      }
    });
  }

  async #attempt(delivery: DeliveriesTable): Promise<SendResult | "done" | ChannelError> {
    const { sessions, mayStillSend } = this.#parts;
    const session = sessions.connected(delivery.channel_id)?.session;
    try {
      if (!(await mayStillSend(delivery.requested_by))) {
        return notSent("forbidden", "Who wrote this may no longer send.");
      }
      if (session === undefined) return notSent("unavailable", "The channel was disconnected.");
    } catch (error) {
      return notSent("unavailable", "The hub could not check this before sending.", error);
    }
    try {
      return await attempt(session, delivery, this.#sources());
    } catch (error) {
      if (!(error instanceof ChannelError)) sessions.reportInternal(delivery.channel_id);
      return ChannelError.from(error);
    }
  }

  #noteError(delivery: DeliveriesTable, error: ChannelError): void {
    if (error.code === "rate-limited") this.#paces.slowDown(delivery.channel_id);
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
    const { events, clock, log } = this.#parts;
    for (let tries = 1; ; tries += 1) {
      try {
        await events.write(async (trx, record) => {
          const current = await lockOwn(trx, delivery);
          if (current === undefined) {
            log.warn(
              { deliveryId: delivery.id },
              "Another process has taken over; its word counts for this delivery",
            );
            return;
          }
          await write({ trx, record, now: clock.now().getTime() }, current);
        });
        return;
      } catch (error) {
        log.error({ err: error, deliveryId: delivery.id }, "An outcome can't be written yet");
        await pause(Math.min(100 * 2 ** tries, 5_000), this.#abandoned.signal);
        if (this.#abandoned.signal.aborted) return;
      }
    }
  }

  #sources() {
    return { db: this.#parts.database.queries, files: this.#parts.files };
  }
}

function notSent(
  code: "forbidden" | "unavailable",
  message: string,
  cause?: unknown,
): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message, cause });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
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
