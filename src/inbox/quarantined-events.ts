import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { notFound } from "./errors.ts";
import { replay, type ReplayOutcome } from "./quarantine.ts";
import { quarantinedEvents } from "./quarantine-store.ts";

/** A platform event that was acknowledged but could not be applied. Its content stays inside. */
export interface QuarantinedEvent {
  readonly id: string;
  readonly type: string;
  /** What went wrong, the last time. */
  readonly reason: string;
  readonly receivedAt: Date;
}

/** What was set aside, for admins to look at and to try again. */
export class QuarantinedEvents {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #clock: Pick<Clock, "now">;

  constructor(dependencies: {
    readonly database: Database;
    readonly events: EventLog;
    readonly clock: Pick<Clock, "now">;
  }) {
    this.#database = dependencies.database;
    this.#events = dependencies.events;
    this.#clock = dependencies.clock;
  }

  /** Of a channel, newest first, with ids below `before`. */
  async list(
    channelId: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly events: readonly QuarantinedEvent[]; readonly next: string | undefined }> {
    const { queries } = this.#database;
    const rows = await quarantinedEvents(queries, channelId, page.before, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    return {
      events: shown.map(({ id, type, reason, received_at: receivedAt }) => ({
        id,
        type,
        reason,
        receivedAt: new Date(receivedAt),
      })),
      next: rows.length > page.limit ? shown.at(-1)?.id : undefined,
    };
  }

  /** Tries one again, as after an update. @throws InboxError `not-found`. */
  async replay(channelId: string, id: string): Promise<ReplayOutcome> {
    const outcome = await replay(this.#events, channelId, id, this.#clock.now().getTime());
    if (outcome === undefined) throw notFound("quarantined event");
    return outcome;
  }
}
