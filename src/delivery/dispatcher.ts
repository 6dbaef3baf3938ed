import type { Logger } from "pino";
import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { Files } from "./attempt.ts";
import {
  abandonedDeliveries,
  claimDelivery,
  dueDeliveries,
  nextDueAt,
  unprovenDeliveries,
} from "./delivery-store.ts";
import { DeliveryWorker } from "./delivery-worker.ts";
import { setState } from "./outcome.ts";
import { Paces } from "./paces.ts";
import type { Sessions } from "./sessions.ts";

/** A lost wake-up costs no longer than this. */
const scanMs = 1_000;
/** Lanes that are served at the same time, over all channels. */
const mostAtOnce = 64;

/** Everything that delivering takes. */
export interface DispatcherParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly sessions: Sessions;
  readonly files: Files;
  /** Whether the one who asked for a delivery may still do so. */
  readonly mayStillSend: (requestedBy: string) => Promise<boolean>;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
}

/**
 * Takes queued deliveries to the platforms: one at a time per conversation, in order, at the channel's pace. The table
 * is the queue; being woken only makes it quicker.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #worker: DeliveryWorker;
  readonly #paces: Paces;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #unsubscribe: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #passing: Promise<void> | undefined;
  #passAgain = false;
  #stopped = true;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#paces = new Paces(parts.clock);
    this.#worker = new DeliveryWorker(parts, this.#paces);
  }

  start(): void {
    this.#stopped = false;
    this.#unsubscribe.push(
      this.#parts.events.onAppend(() => this.wake()),
      this.#parts.sessions.onConnected(() => this.wake()),
    );
    this.wake();
  }

  /** Claims nothing more, and waits for what is at the platform: at most `ms`, then it is left to become unknown. */
  async stop(ms = 20_000): Promise<void> {
    this.#stopped = true;
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    clearTimeout(this.#timer);
    await this.#passing;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([Promise.all(this.#underWay.values()), patience]);
    clearTimeout(timer);
    this.#worker.abandon();
  }

  /** Looks for work now. */
  wake(): void {
    if (this.#stopped) return;
    this.#passAgain = true;
    this.#passing ??= this.#passes().finally(() => {
      this.#passing = undefined;
      if (this.#passAgain) this.wake();
    });
  }

  async #passes(): Promise<void> {
    while (this.#passAgain && !this.#stopped) {
      this.#passAgain = false;
      clearTimeout(this.#timer);
      let pause = scanMs;
      try {
        pause = await this.#pass();
      } catch (error) {
        this.#parts.log.warn({ err: error }, "Deliveries can't be looked for now; trying again");
      }
      if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), pause);
    }
  }

  /** Starts what is due; resolves with how long until there is more to do. */
  async #pass(): Promise<number> {
    const { database, sessions, clock } = this.#parts;
    const held = sessions.heldChannels();
    if (held.length === 0) return scanMs;
    await this.#markAbandoned(held);
    const connected = held.filter((id) => sessions.connected(id) !== undefined);
    if (connected.length === 0) return scanMs;
    const now = clock.now().getTime();
    const room = mostAtOnce - this.#underWay.size;
    if (room <= 0) return scanMs;
    for (const row of await unprovenDeliveries(database.queries, connected, now, room)) {
      this.#begin(row, (delivery) => this.#worker.prove(delivery));
    }
    const due = await dueDeliveries(database.queries, connected, now, room);
    const claimed = await this.#claim(due);
    for (const row of claimed) this.#begin(row, (delivery) => this.#worker.deliver(delivery));
    if (due.length === room) return 0;
    const next = await nextDueAt(database.queries, connected);
    const wait = next === undefined || next <= now ? scanMs : next - now;
    return Math.min(wait, scanMs, this.#paces.shortestWait() ?? scanMs);
  }

  /** A dead holder's sends: they may have arrived, and nobody can know. */
  async #markAbandoned(held: readonly string[]): Promise<void> {
    const { database, events, clock } = this.#parts;
    const abandoned = await abandonedDeliveries(database.queries, held);
    if (abandoned.length === 0) return;
    const now = clock.now().getTime();
    await events.write(async (trx, record) => {
      for (const row of abandoned) {
        const repeatable = row.kind !== "send";
        await setState({ trx, record, now }, row, repeatable ? "queued" : "unknown", {
          code: "internal",
          reason: "The hub was stopped while this was being sent.",
          dueAt: now,
        });
      }
    });
  }

  async #claim(due: readonly DeliveriesTable[]): Promise<readonly DeliveriesTable[]> {
    const { events, sessions, clock } = this.#parts;
    const now = clock.now().getTime();
    const wanted = due.flatMap((row) => {
      const connection = sessions.connected(row.channel_id);
      if (connection === undefined || this.#underWay.has(row.conversation_id)) return [];
      if (!this.#paces.take(row.channel_id, connection.session)) return [];
      return [{ row, leaseToken: connection.leaseToken }];
    });
    if (wanted.length === 0) return [];
    return await events.write(async (trx, record) => {
      const claimed: DeliveriesTable[] = [];
      for (const { row, leaseToken } of wanted) {
        if (!(await claimDelivery(trx, row.id, row.channel_id, leaseToken, now))) continue;
        const taken = { ...row, attempts: row.attempts + 1, lease_token: leaseToken };
        await setState({ trx, record, now }, taken, "sending");
        claimed.push({ ...taken, state: "sending" });
      }
      return claimed;
    });
  }

  #begin(row: DeliveriesTable, work: (row: DeliveriesTable) => Promise<void>): void {
    if (this.#underWay.has(row.conversation_id)) return;
    const done = work(row).finally(() => {
      this.#underWay.delete(row.conversation_id);
      this.wake();
    });
    this.#underWay.set(row.conversation_id, done);
  }
}
