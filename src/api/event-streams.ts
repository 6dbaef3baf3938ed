import { Readable } from "node:stream";
import { type Actor, actorKey, can } from "../auth/permissions.ts";
import type { Drafts, DraftSignal } from "../inbox/drafts.ts";
import type { Presence, PresenceSignal } from "../inbox/presence.ts";
import type { Signals, TypingSignal } from "../inbox/signals.ts";
import type { EventFeed } from "../realtime/event-feed.ts";
import type { LoggedEvent } from "../realtime/events.ts";
import { Problem } from "./problem.ts";
import { draftView } from "./views/drafts.ts";
import { eventSchema, eventView, neededFor } from "./views/events.ts";
import { presenceView } from "./views/presence.ts";

export interface StreamTiming {
  /** How often it is asked whether the follower still may follow. */
  readonly checkMs: number;
  /** A line for proxies that cut silent connections. */
  readonly heartbeatMs: number;
  /** Whoever takes nothing for so long is let go; they come back with their place. */
  readonly stalledMs: number;
}

const defaultTiming: StreamTiming = {
  checkMs: 3_000,
  heartbeatMs: 15_000,
  stalledMs: 30_000,
};

/** Events held for a follower who is behind; beyond that they are read from the log when wanted. */
const mostWaiting = 500;
const mostPassing = 20;
const pageSize = 100;
const mostPerActor = 20;

/** Where it comes from: the log, and what passes by. */
interface Sources {
  readonly feed: EventFeed;
  readonly signals: Signals;
  readonly drafts: Pick<Drafts, "onChange">;
  readonly presence: Pick<Presence, "onChange">;
}

/** In no log: shown to whoever looks, and gone. */
type Passing = { readonly typing: TypingSignal } | { readonly draft: DraftSignal };

/** Who follows, from where, and whether they still may. */
export interface Follower {
  readonly actor: Actor;
  /** The number of the last event they have; undefined for "from now on". */
  readonly after: number | undefined;
  readonly reauthenticate: () => Promise<Actor | undefined>;
}

/** The open event streams: server-sent events, resumable, each at its follower's own speed. */
export class EventStreams {
  readonly #sources: Sources;
  readonly #timing: StreamTiming;
  readonly #open = new Map<Readable, string>();

  constructor(sources: Sources, timing: StreamTiming = defaultTiming) {
    this.#sources = sources;
    this.#timing = timing;
  }

  get count(): number {
    return this.#open.size;
  }

  /** @throws Problem `rate-limited` when this actor has too many open. */
  open(follower: Follower): Readable {
    const key = actorKey(follower.actor);
    if ([...this.#open.values()].filter((one) => one === key).length >= mostPerActor) {
      throw new Problem("rate-limited", `At most ${mostPerActor} event streams at a time.`, {
        headers: { "Retry-After": "5" },
      });
    }
    const line = new Line(this.#sources, this.#timing, follower);
    const stream = Readable.from(line, { objectMode: false, highWaterMark: 64 * 1024 });
    this.#open.set(stream, key);
    line.watch(() => stream.destroy());
    stream.on("close", () => this.#open.delete(stream));
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
  readonly #signals: Signals;
  readonly #drafts: Sources["drafts"];
  readonly #presence: Sources["presence"];
  readonly #timing: StreamTiming;
  readonly #follower: Follower;
  readonly #waiting: LoggedEvent[] = [];
  readonly #passing: Passing[] = [];
  /** The last word of each conversation: an older one is worth nothing. */
  readonly #present = new Map<string, PresenceSignal>();
  #wake: () => void = () => undefined;
  #isBehind = true;
  #isClosed = false;
  #heartbeatDue = false;
  #blockedSince: number | undefined;
  #timers: NodeJS.Timeout[] = [];

  constructor(
    { feed, signals, drafts, presence }: Sources,
    timing: StreamTiming,
    follower: Follower,
  ) {
    this.#feed = feed;
    this.#signals = signals;
    this.#drafts = drafts;
    this.#presence = presence;
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

  /** The frames. Whoever stops reading wakes them, which an iterator asleep would otherwise find out at its next line. */
  [Symbol.asyncIterator](): AsyncIterator<string> {
    const frames = this.#frames();
    return {
      next: () => frames.next(),
      return: () => {
        this.#close();
        return frames.return(undefined);
      },
    };
  }

  #close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#wake();
  }

  async *#frames(): AsyncGenerator<string> {
    const feed = await this.#feed.follow((events) => this.#take(events));
    const stopTyping = this.#signals.onTyping((typing) => this.#pass({ typing }));
    const stopDrafts = this.#drafts.onChange((draft) => {
      if (isOf(this.#follower.actor, draft)) this.#pass({ draft });
    });
    const stopPresence = this.#presence.onChange((signal) => this.#takePresence(signal));
    try {
      let position = await this.#place(feed.from);
      // The place to come back to, for a follower who loses the connection before the first event.
      yield* this.#handOver(`retry: 1000\nevent: ready\nid: ${position}\ndata: {}\n\n`);
      while (!this.#isClosed) {
        const events = (await this.#next(position)).filter(({ number }) => number > position);
        const passing = this.#passingFrames();
        if (events.length === 0 && passing.length === 0) {
          if (this.#heartbeatDue) yield* this.#handOver(": still here\n\n");
          else if (this.#hasNothing() && !this.#isClosed) await this.#sleep();
          continue;
        }
        const actor = await this.#mayFollow();
        if (actor === undefined) return;
        position = events.at(-1)?.number ?? position;
        const frames = events.filter(({ type }) => can(actor, neededFor[type])).map(frameOf);
        if (can(actor, "conversations:read")) frames.push(...passing);
        if (frames.length > 0) yield* this.#handOver(frames.join(""));
      }
    } finally {
      feed.stop();
      stopTyping();
      stopDrafts();
      stopPresence();
    }
  }

  /** Whoever is further than the log ever was had it before it came from a backup: they go on from its end. */
  async #place(from: number): Promise<number> {
    const { after = from } = this.#follower;
    // Another process may have told them of what this one hasn't looked at yet.
    return after <= from ? after : Math.min(after, await this.#feed.last());
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

  /** Worth nothing later: what a slow follower doesn't take is gone. */
  #pass(signal: Passing): void {
    if (this.#passing.length < mostPassing) this.#passing.push(signal);
    this.#wake();
  }

  /** Programs have no use for it. */
  #takePresence(signal: PresenceSignal): void {
    if (this.#follower.actor.kind !== "agent") return;
    this.#present.set(signal.conversationId, signal);
    this.#wake();
  }

  #passingFrames(): readonly string[] {
    const present = [...this.#present.values()];
    this.#present.clear();
    return [...this.#passing.splice(0).map(passingFrame), ...present.map(presenceFrame)];
  }

  #hasNothing(): boolean {
    const isQuiet = this.#passing.length === 0 && this.#present.size === 0;
    return this.#waiting.length === 0 && isQuiet && !this.#isBehind;
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

/** Programs have no drafts, not even those of an agent who owns them. */
function isOf(actor: Actor, { agentId }: DraftSignal): boolean {
  return actor.kind === "agent" && actor.id === agentId;
}

/** Without an id: it is no entry of the log, and doesn't move the follower's place. */
function passingFrame(passing: Passing): string {
  if ("draft" in passing) {
    return `event: draft.changed\ndata: ${JSON.stringify(draftView(passing.draft.draft))}\n\n`;
  }
  const { conversationId, channelId, name, expiresInMs } = passing.typing;
  const data = JSON.stringify({ conversationId, channelId, name, expiresInMs });
  return `event: conversation.typing\ndata: ${data}\n\n`;
}

function presenceFrame(signal: PresenceSignal): string {
  return `event: presence.changed\ndata: ${JSON.stringify(presenceView(signal))}\n\n`;
}

function frameOf(event: LoggedEvent): string {
  const view = eventSchema.parse(eventView(event));
  return `id: ${event.number}\nevent: ${event.type}\ndata: ${JSON.stringify(view)}\n\n`;
}
