import { Readable } from "node:stream";
import { type Actor, actorKey, can } from "../auth/permissions.ts";
import type { EventFeed } from "../realtime/event-feed.ts";
import type { LoggedEvent } from "../realtime/events.ts";
import { Problem } from "./problem.ts";
import { eventSchema, eventView, neededFor } from "./views/events.ts";

export interface StreamTiming {
  /** How often it is asked whether the follower still may follow. */
  readonly checkMs: number;
  /** A line for proxies that cut silent connections. */
  readonly heartbeatMs: number;
  /** Whoever takes nothing for so long is let go; they come back with their place. */
  readonly stalledMs: number;
}

export const defaultTiming: StreamTiming = {
  checkMs: 3_000,
  heartbeatMs: 15_000,
  stalledMs: 30_000,
};

/** Events held for a follower who is behind; beyond that they are read from the log when wanted. */
const mostWaiting = 500;
const pageSize = 100;
const mostPerActor = 20;

/** Who follows, from where, and whether they still may. */
export interface Follower {
  readonly actor: Actor;
  /** The number of the last event they have; undefined for "from now on". */
  readonly after: number | undefined;
  readonly reauthenticate: () => Promise<Actor | undefined>;
}

/** The open event streams: server-sent events, resumable, each at its follower's own speed. */
export class EventStreams {
  readonly #feed: EventFeed;
  readonly #timing: StreamTiming;
  readonly #open = new Map<Readable, string>();

  constructor(feed: EventFeed, timing: StreamTiming = defaultTiming) {
    this.#feed = feed;
    this.#timing = timing;
  }

  /** @throws Problem `rate-limited` when this actor has too many open. */
  open(follower: Follower): Readable {
    const key = actorKey(follower.actor);
    if ([...this.#open.values()].filter((one) => one === key).length >= mostPerActor) {
      throw new Problem("rate-limited", `At most ${mostPerActor} event streams at a time.`, {
        headers: { "Retry-After": "5" },
      });
    }
    const line = new Line(this.#feed, this.#timing, follower);
    const stream = Readable.from(line.frames(), { objectMode: false, highWaterMark: 64 * 1024 });
    this.#open.set(stream, key);
    line.watch(() => stream.destroy());
    stream.on("close", () => {
      this.#open.delete(stream);
      line.close();
    });
    return stream;
  }

  /** Ends all, as when the hub stops: followers come back to whoever answers next. */
  close(): void {
    for (const stream of this.#open.keys()) stream.destroy();
  }
}

/** One follower's connection. */
class Line {
  readonly #feed: EventFeed;
  readonly #timing: StreamTiming;
  readonly #follower: Follower;
  readonly #waiting: LoggedEvent[] = [];
  #wake: () => void = () => undefined;
  #isBehind = true;
  #isClosed = false;
  #heartbeatDue = false;
  #blockedSince: number | undefined;
  #timers: NodeJS.Timeout[] = [];

  constructor(feed: EventFeed, timing: StreamTiming, follower: Follower) {
    this.#feed = feed;
    this.#timing = timing;
    this.#follower = follower;
  }

  /** `drop` cuts the connection, also of a follower who takes nothing. */
  watch(drop: () => void): void {
    const { checkMs, heartbeatMs, stalledMs } = this.#timing;
    const check = async (): Promise<void> => {
      const stalled = performance.now() - (this.#blockedSince ?? Infinity) > stalledMs;
      if (stalled || (await this.#mayFollow()) === undefined) drop();
    };
    this.#timers = [
      // A database that can't be asked can't vouch for anybody.
      setInterval(() => void check().catch(drop), checkMs),
      setInterval(() => {
        this.#heartbeatDue = true;
        this.#wake();
      }, heartbeatMs),
    ];
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#wake();
  }

  async *frames(): AsyncGenerator<string> {
    const feed = await this.#feed.follow((events) => this.#take(events));
    try {
      let position = this.#follower.after ?? feed.from;
      // The place to come back to, for a follower who loses the connection before the first event.
      yield* this.#handOver(`retry: 1000\nevent: ready\nid: ${position}\ndata: {}\n\n`);
      while (!this.#isClosed) {
        const events = (await this.#next(position)).filter(({ number }) => number > position);
        const last = events.at(-1);
        if (last === undefined) {
          if (this.#heartbeatDue) yield* this.#handOver(": still here\n\n");
          else if (this.#waiting.length === 0 && !this.#isBehind) await this.#sleep();
          continue;
        }
        const actor = await this.#mayFollow();
        if (actor === undefined) return;
        const visible = events.filter(({ type }) => can(actor, neededFor[type]));
        position = last.number;
        if (visible.length > 0) yield* this.#handOver(visible.map(frameOf).join(""));
      }
    } finally {
      feed.stop();
    }
  }

  /** New events come here; whoever doesn't keep up gets them from the log, so that no memory fills up. */
  #take(events: readonly LoggedEvent[]): void {
    if (this.#waiting.length + events.length > mostWaiting) {
      this.#waiting.length = 0;
      this.#isBehind = true;
    } else {
      this.#waiting.push(...events);
    }
    this.#wake();
  }

  async #next(position: number): Promise<readonly LoggedEvent[]> {
    if (!this.#isBehind) return this.#waiting.splice(0, pageSize);
    this.#isBehind = false;
    const events = await this.#feed.after(position, pageSize);
    if (events.length === pageSize) this.#isBehind = true;
    return events;
  }

  async #mayFollow(): Promise<Actor | undefined> {
    const actor = await this.#follower.reauthenticate();
    return actor !== undefined && can(actor, "events:read") ? actor : undefined;
  }

  *#handOver(text: string): Generator<string> {
    this.#heartbeatDue = false;
    this.#blockedSince = performance.now();
    yield text;
    this.#blockedSince = undefined;
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = () => undefined;
  }
}

function frameOf(event: LoggedEvent): string {
  const view = eventSchema.parse(eventView(event));
  return `id: ${event.number}\nevent: ${event.type}\ndata: ${JSON.stringify(view)}\n\n`;
}
