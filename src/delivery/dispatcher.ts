import { ChannelError } from "../adapter/index.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { lockConversations } from "../inbox/conversation-store.ts";
import { conversationRef } from "../inbox/threads.ts";
import type { NewEvent } from "../realtime/events.ts";
import { settleAbandoned } from "./abandoned.ts";
import {
  claimDelivery,
  dueDeliveries,
  hastenDeliveries,
  hastenMisdated,
  lockDelivery,
  nextDueAt,
  unprovenDeliveries,
} from "./delivery-store.ts";
import { DeliveryWorker } from "./delivery-worker.ts";
import type { DispatcherParts } from "./dispatcher-parts.ts";
import { settleOrphans } from "./orphans.ts";
import { setState } from "./outcome.ts";
import { Paces } from "./paces.ts";
import { overAtReconnect } from "./retry-policy.ts";

/** A lost wake-up costs no longer than this. */
const scanMs = 1_000;
/** Conversations of one channel that are served at the same time. One that hangs must leave room for the others. */
const mostPerChannel = 32;

interface UnderWay {
  readonly deliveryId: string;
  readonly channelId: string;
  readonly done: Promise<void>;
}

/**
 * Takes queued deliveries to the platforms: one at a time per conversation, in order, at the channel's pace. The table
 * is the queue; being woken only makes it quicker.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #worker: DeliveryWorker;
  readonly #paces: Paces;
  /** By conversation. */
  readonly #underWay = new Map<string, UnderWay>();
  readonly #reconnected = new Set<string>();
  #mayHaveOrphans = true;
  #clocksComparedAt = Number.NEGATIVE_INFINITY;
  readonly #unsubscribe: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #passing: Promise<void> | undefined;
  #passAgain = false;
  #stopped = true;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#paces = new Paces(parts.clock, (channelId, thrown) => {
      const error = ChannelError.from(thrown);
      parts.log.warn(
        { channelId, err: thrown },
        "A session can't say how fast it may be written to",
      );
      parts.sessions.reportError(channelId, error);
    });
    this.#worker = new DeliveryWorker(parts, this.#paces);
  }

  start(): void {
    this.#stopped = false;
    this.#unsubscribe.push(
      this.#parts.events.onAppend((events) => {
        if (events.some(({ type }) => type === "channel.deleted")) this.#mayHaveOrphans = true;
        if (this.#mayHaveOrphans || events.some(queuesSomething)) this.wake();
      }),
      this.#parts.sessions.onConnected((channelId) => {
        this.#reconnected.add(channelId);
        this.wake();
      }),
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
    const all = Promise.all([...this.#underWay.values()].map(({ done }) => done));
    await Promise.race([all, patience]);
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
    const { clock, database, sessions } = this.#parts;
    if (this.#mayHaveOrphans) {
      await settleOrphans(this.#parts);
      this.#mayHaveOrphans = false;
    }
    const held = sessions.heldChannels();
    if (held.length === 0) return scanMs;
    await settleAbandoned(this.#parts, held, this.#deliveriesUnderWay());
    const connected = held.filter((id) => sessions.connected(id) !== undefined);
    if (connected.length === 0) return scanMs;
    const now = clock.now().getTime();
    await this.#hasten(connected, now);
    await this.#compareClocks(connected, now);
    // What ends during the look may be seen as it was before: it would be asked about once more.
    const asked = new Set(this.#underWay.keys());
    for (const row of await unprovenDeliveries(database.queries, connected, now)) {
      if (asked.has(row.conversation_id)) continue;
      if (this.#room(row.channel_id) > 0 && !this.#stopped) {
        this.#begin(row, (one) => this.#worker.prove(one));
      }
    }
    const nextDue = await nextDueAt(database.queries, connected);
    const waits: number[] = [scanMs];
    const due: DeliveriesTable[] = [];
    for (const [channelId, dueAt] of nextDue) {
      if (dueAt > now) waits.push(dueAt - now);
      else due.push(...(await this.#dueOn(channelId, now)));
    }
    for (const row of await this.#claim(due)) this.#begin(row, (one) => this.#worker.deliver(one));
    return Math.min(...waits, this.#paces.shortestWait() ?? scanMs);
  }

  /** What can be sent on a channel now: due, first in its conversation, and within the rate. */
  async #dueOn(channelId: string, now: number): Promise<readonly DeliveriesTable[]> {
    const { database, sessions } = this.#parts;
    const room = this.#room(channelId);
    const session = sessions.connected(channelId)?.session;
    if (room <= 0 || session === undefined) return [];
    const lanesToLeaveOut = [...this.#underWay.keys(), ...this.#paces.resting()];
    const rows = await dueDeliveries(database.queries, channelId, now, room, lanesToLeaveOut);
    const firsts = new Map(rows.toReversed().map((row) => [row.conversation_id, row]));
    return [...firsts.values()].filter(() => this.#paces.take(channelId, session));
  }

  async #claim(due: readonly DeliveriesTable[]): Promise<readonly DeliveriesTable[]> {
    const { clock, events, sessions } = this.#parts;
    // What was under way may have ended since a stop and made room: what waits there is to stay.
    if (due.length === 0 || this.#stopped) return [];
    const now = clock.now().getTime();
    return await events.write(async (trx, record) => {
      const claimed: DeliveriesTable[] = [];
      const conversations = await lockConversations(
        trx,
        due.map((row) => row.conversation_id),
      );
      for (const row of due) {
        const connection = sessions.connected(row.channel_id);
        if (connection === undefined) continue;
        const { leaseToken, session } = connection;
        if (!(await claimDelivery(trx, row.id, row.channel_id, leaseToken, now))) continue;
        // Its conversation may have moved since it was found, and what it asks for with it.
        const taken = await lockDelivery(trx, row.id);
        if (taken === undefined) continue;
        await setState({ trx, record, now }, taken, "sending");
        claimed.push(taken);
        const conversation = conversations.find(({ id }) => id === taken.conversation_id);
        if (conversation === undefined) continue;
        const ref = conversationRef(conversation);
        this.#paces.rest(row.channel_id, session, { id: conversation.id, ref });
      }
      return claimed;
    });
  }

  #begin(row: DeliveriesTable, work: (row: DeliveriesTable) => Promise<void>): void {
    if (this.#underWay.has(row.conversation_id)) return;
    const done = work(row)
      .catch((error: unknown) => {
        this.#parts.log.error({ err: error, deliveryId: row.id }, "A delivery broke off");
      })
      .finally(() => {
        this.#underWay.delete(row.conversation_id);
        this.wake();
      });
    const { channel_id: channelId, id: deliveryId } = row;
    this.#underWay.set(row.conversation_id, { deliveryId, channelId, done });
  }

  /** Those that waited for a connection need not sit out their pause. */
  async #hasten(connected: readonly string[], now: number): Promise<void> {
    const anew = connected.filter((id) => this.#reconnected.has(id));
    if (anew.length === 0) return;
    await hastenDeliveries(this.#parts.database.queries, anew, overAtReconnect, now);
    for (const id of anew) this.#reconnected.delete(id);
  }

  /** Not at each pass: clocks are set rarely. */
  async #compareClocks(connected: readonly string[], now: number): Promise<void> {
    const at = performance.now();
    if (at - this.#clocksComparedAt < scanMs) return;
    await hastenMisdated(this.#parts.database.queries, connected, now);
    this.#clocksComparedAt = at;
  }

  #room(channelId: string): number {
    const busy = [...this.#underWay.values()].filter((one) => one.channelId === channelId);
    return mostPerChannel - busy.length;
  }

  #deliveriesUnderWay(): ReadonlySet<string> {
    return new Set([...this.#underWay.values()].map(({ deliveryId }) => deliveryId));
  }
}

function queuesSomething({ data }: NewEvent): boolean {
  return data?.["state"] === "queued";
}
