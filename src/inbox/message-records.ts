import type { Database } from "../db/database.ts";
import type { DeliveryStepsTable } from "../db/schema/delivery-steps.ts";
import { stepsOf } from "../delivery/delivery-step-store.ts";
import { notFound } from "./errors.ts";
import { journalEntry } from "./journal-store.ts";
import { externalIdsOf, findMessage } from "./message-store.ts";

/** A state that the sending, an edit, the deletion or a reaction of ours came to. */
export interface DeliveryStep {
  readonly kind: DeliveryStepsTable["kind"];
  readonly state: DeliveryStepsTable["state"];
  readonly code: string | null;
  readonly reason: string | null;
  /** Which try it was; 0 before the first. */
  readonly attempt: number;
  readonly at: Date;
}

/** What is known of a message beside what it says. */
export interface MessageRecord {
  /** The platform's ids: several where it made several of it. */
  readonly platformIds: readonly string[];
  readonly steps: readonly DeliveryStep[];
}

/** What a platform sent, as far as it is kept. */
export interface Payload {
  readonly channelId: string;
  /** The kind of event that brought it. */
  readonly type: string;
  readonly receivedAt: Date;
  /** Null where the adapter gave none. */
  readonly raw: unknown;
}

/** How a message came to be as it is, for whoever has to find out. */
export class MessageRecords {
  readonly #database: Database;
  /** Takes out what is secret of a channel. */
  readonly #redact: (channelId: string, value: unknown) => Promise<unknown>;

  constructor(parts: {
    readonly database: Database;
    readonly redact: (channelId: string, value: unknown) => Promise<unknown>;
  }) {
    this.#database = parts.database;
    this.#redact = parts.redact;
  }

  /** @throws InboxError `not-found`. */
  async of(messageId: string): Promise<MessageRecord> {
    const { queries } = this.#database;
    if ((await findMessage(queries, messageId)) === undefined) throw notFound("message");
    const steps = await stepsOf(queries, messageId);
    return {
      platformIds: await externalIdsOf(queries, messageId),
      steps: steps.map(({ kind, state, code, reason, attempt, at }) => ({
        kind,
        state,
        code,
        reason,
        attempt,
        at: new Date(at),
      })),
    };
  }

  /** What the platform sent when the message came. @throws InboxError `not-found`, also for what didn't come from one. */
  async payload(messageId: string): Promise<Payload> {
    const { queries } = this.#database;
    const message = await findMessage(queries, messageId);
    if (message === undefined) throw notFound("message");
    const { channel_id: channelId, dedupe_key: dedupeKey } = message;
    const entry =
      dedupeKey === null ? undefined : await journalEntry(queries, channelId, dedupeKey);
    if (entry === undefined) throw notFound("payload: no platform sent this message");
    const raw: unknown = entry.raw === null ? null : JSON.parse(entry.raw);
    return {
      channelId,
      type: entry.type,
      receivedAt: new Date(entry.received_at),
      raw: await this.#redact(channelId, raw),
    };
  }
}
