import type { Clock, Contact } from "../adapter/index.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { ChannelStatus } from "./channel.ts";
import { saveStatus } from "./channel-store.ts";

const retryMs = 1_000;

interface Change extends ChannelStatus {
  readonly since: Date;
  readonly self?: Contact;
}

/** What a status writer needs to know of its channel's run. */
export interface StatusWriterParts {
  readonly channelId: string;
  readonly leaseToken: number;
  readonly events: EventLog;
  readonly clock: Clock;
  /** The row is another owner's by now. */
  readonly onLeaseLost: () => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Stores a channel's status and tells the outside, one change after the other, and only changes. While the database is
 * away the newest one waits; those in between are nobody's loss.
 */
export class StatusWriter {
  readonly #parts: StatusWriterParts;
  #current: Change | undefined;
  #unsaved: Change | undefined;
  #writing: Promise<void> | undefined;
  readonly #finishing = new AbortController();
  #closed = false;

  constructor(parts: StatusWriterParts) {
    this.#parts = parts;
  }

  get current(): (ChannelStatus & { readonly since: Date }) | undefined {
    return this.#current;
  }

  set(status: ChannelStatus, self?: Contact): void {
    const before = this.#current;
    const since = before?.state === status.state ? before.since : this.#parts.clock.now();
    const change: Change = { ...status, since, ...(self !== undefined && { self }) };
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(change)) return;
    this.#current = change;
    this.#unsaved = change;
    this.#writing ??= this.#write();
  }

  /** Stores what is left, as far as the database takes it now. */
  async finish(): Promise<void> {
    this.#finishing.abort(new Error("The status writer is finishing."));
    await this.#writing;
  }

  /** Gives up on what isn't stored yet, and on all that comes. */
  close(): void {
    this.#closed = true;
    this.#finishing.abort(new Error("The status writer was closed."));
  }

  async #write(): Promise<void> {
    for (let change = this.#take(); change !== undefined; change = this.#take()) {
      try {
        if (!(await this.#save(change))) {
          this.close();
          this.#parts.onLeaseLost();
        }
      } catch (error) {
        this.#parts.onFailure(error);
        if (this.#finishing.signal.aborted) break;
        this.#unsaved ??= change;
        await this.#parts.clock.sleep(retryMs, this.#finishing.signal).catch(() => undefined);
      }
    }
    this.#writing = undefined;
  }

  #take(): Change | undefined {
    const change = this.#closed ? undefined : this.#unsaved;
    this.#unsaved = undefined;
    return change;
  }

  async #save(change: Change): Promise<boolean> {
    const { channelId, leaseToken, events } = this.#parts;
    const { self: _self, ...status } = change;
    return await events.write(async (trx, record) => {
      const held = await saveStatus(trx, channelId, leaseToken, change);
      if (held) record({ type: "channel.updated", channelId, data: { status } });
      return held;
    });
  }
}
