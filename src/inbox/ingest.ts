import type { Logger } from "pino";
import type { Clock, InboundEvent } from "../adapter/index.ts";
import { isConnectionLost, isDataError, isDuplicate } from "../db/errors.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { StaleConversationError } from "./conversation-store.ts";
import { saveCursor } from "./cursor-store.ts";
import { mostKept, quarantine, sizeOf } from "./quarantine.ts";
import { GroupCommit } from "./group-commit.ts";
import { applyBatch } from "./ingest-batch.ts";
import { addressKey, type Incoming, isCustomerMessage, toIncoming } from "./incoming.ts";
import { Known, type Learned } from "./known.ts";

/** How far an adapter has read, to be stored with the events before it. */
export interface Cursor {
  readonly key: string;
  readonly value: string;
}

interface Call {
  /** Rises with each call. */
  readonly order: number;
  readonly channelId: string;
  readonly arrivals: readonly Arrival[];
  readonly cursor: Cursor | undefined;
}

/** An event as it came, and made ready; or why that can't be done. */
type Arrival = { readonly event: InboundEvent } & (
  | { readonly incoming: Incoming }
  | { readonly unusable: unknown }
);

function arrive(channelId: string, event: InboundEvent): Arrival {
  try {
    return { event, incoming: toIncoming(channelId, event) };
  } catch (unusable) {
    return { event, unusable };
  }
}

/** The database is in the way, not the event: the caller must not acknowledge, and may try again. */
class IngestUnavailableError extends Error {
  override readonly name = "IngestUnavailableError";
}

/** The way in: platform events become durable here, all of what waits in one transaction. */
export class Ingest {
  readonly #eventLog: EventLog;
  readonly #clock: Pick<Clock, "now">;
  readonly #log: Logger;
  readonly #known = new Known();
  #calls = 0;
  /** By channel: the newest of the calls that were there when one was refused. */
  readonly #refusedUntil = new Map<string, number>();
  readonly #commits = new GroupCommit<Call>((calls) => this.#commit(calls), {
    items: 128,
    waiting: 5_000,
  });

  constructor(dependencies: {
    readonly eventLog: EventLog;
    readonly clock: Pick<Clock, "now">;
    readonly log: Logger;
  }) {
    this.#eventLog = dependencies.eventLog;
    this.#clock = dependencies.clock;
    this.#log = dependencies.log;
    // Also of what we write ourselves: that is remembered after this.
    this.#eventLog.onAppend((events) => {
      for (const { conversationId } of events) {
        if (conversationId !== undefined) this.#known.rows.delete(conversationId);
      }
    });
  }

  /**
   * Resolves when the events and the cursor are committed; known events are no-ops. Rejects when the database can't
   * take them: then nothing may be acknowledged. An event that itself is at fault is quarantined, not refused.
   */
  receive(channelId: string, events: readonly InboundEvent[], cursor?: Cursor): Promise<void> {
    if (events.length === 0 && cursor === undefined) return Promise.resolve();
    this.#calls += 1;
    const arrivals = events.map((event) => arrive(channelId, event));
    return this.#commits.add({ order: this.#calls, channelId, arrivals, cursor });
  }

  async #commit(calls: readonly Call[]): Promise<readonly (Error | undefined)[]> {
    if (calls.some((call) => this.#leavesGap(call))) return await this.#oneByOne(calls);
    try {
      await this.#storeLookingIfNeeded(calls);
      return calls.map(() => undefined);
    } catch (error) {
      return mayBeTheEvent(error, calls) ? await this.#oneByOne(calls) : this.#refuse(calls, error);
    }
  }

  /** Its cursor stands behind events that were refused, and would keep them from being asked for again. */
  #leavesGap({ channelId, cursor, order }: Call): boolean {
    return cursor !== undefined && order <= (this.#refusedUntil.get(channelId) ?? 0);
  }

  /** Without a look at what is stored; with one where somebody was first, or a cache was stale. */
  async #storeLookingIfNeeded(calls: readonly Call[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#store(calls, attempt > 1);
      } catch (error) {
        const isStale = isDuplicate(error) || error instanceof StaleConversationError;
        if (!isStale || attempt === 4) throw error;
        this.#known.forget();
      }
    }
  }

  /** One transaction for all. */
  async #store(calls: readonly Call[], careful: boolean): Promise<void> {
    const incoming = this.#incoming(calls);
    const cursors = latestCursors(calls);
    if (incoming.length === 0 && cursors.length === 0) return;
    const now = this.#clock.now().getTime();
    const learned = await this.#eventLog.write(async (trx, record) => {
      const found: Learned = {
        identities: new Map(),
        conversations: new Map(),
        rows: new Map(),
      };
      const context = {
        trx,
        record,
        known: this.#known,
        learned: found,
        careful,
        onlyMessages: incoming.every(isCustomerMessage),
        now,
      };
      await applyBatch(context, incoming);
      for (const { channelId, cursor } of cursors) {
        await saveCursor(trx, {
          channel_id: channelId,
          name: cursor.key,
          value: cursor.value,
          stored_at: now,
        });
      }
      return found;
    });
    this.#known.learn(learned);
    for (const { key } of incoming) this.#known.journalled.set(key, true);
    // The next batch doesn't wait for the log.
    if (incoming.length > 0) setImmediate(() => this.#logStored(incoming));
  }

  #logStored(incoming: readonly Incoming[]): void {
    this.#log.info({ events: incoming.map(traceOf) }, "Stored");
  }

  /** Without what is known to be stored and without repetitions inside the batch. @throws what makes one unusable. */
  #incoming(calls: readonly Call[]): readonly Incoming[] {
    const fresh = new Map<string, Incoming>();
    for (const { arrivals } of calls) {
      for (const arrival of arrivals) {
        if ("unusable" in arrival) throw arrival.unusable;
        const { incoming } = arrival;
        const { key } = incoming;
        if (!this.#known.journalled.has(key) && !fresh.has(key)) fresh.set(key, incoming);
      }
    }
    return [...fresh.values()];
  }

  /** A batch failed on one of its events: each gets a transaction of its own, and only the culprit is set aside. */
  async #oneByOne(calls: readonly Call[]): Promise<readonly (Error | undefined)[]> {
    const outcomes: (Error | undefined)[] = [];
    for (const call of calls) {
      if (this.#leavesGap(call)) {
        outcomes.push(new IngestUnavailableError("What came before this could not be stored."));
        continue;
      }
      try {
        for (const arrival of call.arrivals) await this.#storeOrQuarantine(call, arrival);
        await this.#storeLookingIfNeeded([{ ...call, arrivals: [] }]);
        outcomes.push(undefined);
      } catch (error) {
        outcomes.push(...this.#refuse([call], error));
      }
    }
    return outcomes;
  }

  async #storeOrQuarantine(call: Call, arrival: Arrival): Promise<void> {
    const { channelId } = call;
    const { event } = arrival;
    try {
      await this.#storeLookingIfNeeded([{ ...call, arrivals: [arrival], cursor: undefined }]);
    } catch (error) {
      if (!mayBeTheEvent(error, [{ arrivals: [arrival] }])) throw error;
      await quarantine(this.#eventLog, channelId, event, error, this.#clock.now().getTime());
      this.#log.error(
        { channelId, eventType: event.type, err: error },
        "A platform event can't be stored; it is quarantined and can be replayed after a fix",
      );
    }
  }

  #refuse(calls: readonly Call[], error: unknown): readonly Error[] {
    this.#log.warn({ err: error, calls: calls.length }, "Events can't be stored now");
    const failure = new IngestUnavailableError("The database can't take events now.", {
      cause: error,
    });
    for (const { channelId } of calls) this.#refusedUntil.set(channelId, this.#calls);
    return calls.map(() => failure);
  }
}

/**
 * Rows the database refuses, our own mistakes, and what is too large for it: there MySQL just drops the connection. But
 * not a database that is away, full or locked.
 */
function mayBeTheEvent(error: unknown, calls: readonly Pick<Call, "arrivals">[]): boolean {
  if (isConnectionLost(error)) {
    const sizes = calls.flatMap(({ arrivals }) => arrivals.map(({ event }) => sizeOf(event)));
    return sizes.reduce((sum, size) => sum + size, 0) > mostKept;
  }
  return isDataError(error) || !(error instanceof Error && "code" in error);
}

function latestCursors(
  calls: readonly Call[],
): readonly { readonly channelId: string; readonly cursor: Cursor }[] {
  const latest = new Map<string, { channelId: string; cursor: Cursor }>();
  for (const { channelId, cursor } of calls) {
    if (cursor !== undefined) latest.set(addressKey(channelId, cursor.key), { channelId, cursor });
  }
  return [...latest.values()];
}

/** Leads from a platform's event to our message, and by its id on to whoever deals with it. */
function traceOf({ channelId, event, arrivalId }: Incoming): object {
  return { channelId, dedupeKey: event.dedupeKey, type: event.type, messageId: arrivalId };
}
