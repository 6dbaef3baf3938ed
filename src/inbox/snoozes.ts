import type { Logger } from "pino";
import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { lockConversation, updateConversation } from "./conversation-store.ts";
import type { Preview } from "./preview.ts";
import { dueSnoozes, nextSnooze } from "./snooze-store.ts";
import { theHub, writeActivity } from "./written-row.ts";

/** Another process may snooze one for less than this: it is looked for so often. */
const lookEveryMs = 15_000;
const atOnce = 100;

/** Brings snoozed conversations back when their time has come. Any number of processes may run one. */
export class Snoozes {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stopped = new AbortController();
  #nap = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #stopListening: () => void = () => undefined;

  constructor(parts: {
    readonly database: Database;
    readonly events: EventLog;
    readonly clock: Clock;
    readonly log: Logger;
  }) {
    this.#database = parts.database;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  start(): void {
    this.#stopListening = this.#events.onAppend((events) => {
      if (events.some(({ data }) => data?.["snoozedUntil"] !== undefined)) this.#nap.abort();
    });
    this.#loop = this.#repeat();
  }

  async stop(): Promise<void> {
    this.#stopListening();
    this.#stopped.abort();
    await this.#loop;
  }

  async #repeat(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      this.#nap = new AbortController();
      const nap = AbortSignal.any([this.#nap.signal, this.#stopped.signal]);
      const napMs = await this.#wakeThoseDue().catch((error: unknown) => {
        this.#log.error({ err: error }, "Snoozed conversations can't be woken now; trying again");
        return lookEveryMs;
      });
      await this.#clock.sleep(napMs, nap).catch(() => undefined);
    }
  }

  /** Resolves with how long nothing is due. */
  async #wakeThoseDue(): Promise<number> {
    const { queries } = this.#database;
    for (let due; (due = await dueSnoozes(queries, this.#now(), atOnce)).length > 0;) {
      for (const id of due) await this.#wake(id);
    }
    const next = (await nextSnooze(queries)) ?? Infinity;
    return Math.max(0, Math.min(lookEveryMs, next - this.#now()));
  }

  async #wake(id: string): Promise<void> {
    await this.#events.write(async (trx, record) => {
      const row = await lockConversation(trx, id);
      const now = this.#now();
      // Another process was first, the customer wrote, or an agent thought better of it.
      if (row?.snoozed_until == null || row.snoozed_until > now) return;
      const preview = JSON.parse(row.preview) as Partial<Preview>;
      await updateConversation(trx, id, {
        status: "open",
        snoozed_until: null,
        version: row.version + 1,
        last_activity_at: Math.max(row.last_activity_at, now),
        preview: JSON.stringify({
          direction: "activity",
          kind: "woke-up",
          text: preview.text ?? "",
        } satisfies Preview),
      });
      record({
        type: "conversation.updated",
        channelId: row.channel_id,
        conversationId: id,
        data: { status: "open", from: "snoozed", snoozedUntil: null, by: "snooze" },
      });
      await writeActivity(trx, record, row, {
        author: theHub,
        activity: { status: "open", from: "snoozed" },
        now,
      });
    });
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
