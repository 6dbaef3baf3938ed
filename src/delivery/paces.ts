import type { ChannelSession, Clock } from "../adapter/index.ts";
import { Pace } from "./pace.ts";

/** How fast channels and the conversations on them may be written to, as their sessions declare it. */
export class Paces {
  readonly #clock: Pick<Clock, "now">;
  readonly #byChannel = new Map<string, { readonly perSecond: number; readonly pace: Pace }>();
  /** Until when a conversation that was just written to rests. */
  readonly #resting = new Map<string, number>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** May the channel be written to now? */
  take(channelId: string, session: ChannelSession): boolean {
    const perSecond = session.capabilities().rate?.perSecond;
    if (perSecond === undefined) return true;
    const now = this.#now();
    let known = this.#byChannel.get(channelId);
    if (known?.perSecond !== perSecond) {
      known = { perSecond, pace: new Pace(perSecond, now) };
      this.#byChannel.set(channelId, known);
    }
    return known.pace.take(now);
  }

  /** The conversation is written to now, and then rests for as long as its rate asks for. */
  rest(conversationId: string, perSecond: number | undefined): void {
    if (perSecond === undefined) return;
    this.#resting.set(conversationId, this.#now() + Math.ceil(1000 / perSecond));
  }

  /** Conversations that must not be written to yet. */
  resting(): readonly string[] {
    const now = this.#now();
    for (const [id, until] of this.#resting) if (until <= now) this.#resting.delete(id);
    return [...this.#resting.keys()];
  }

  slowDown(channelId: string): void {
    this.#byChannel.get(channelId)?.pace.slowDown(this.#now());
  }

  /** How long until some channel or conversation that has to wait may go on. */
  shortestWait(): number | undefined {
    const now = this.#now();
    const waits = [...this.#byChannel.values()].map(({ pace }) => pace.waitMs(now));
    for (const until of this.#resting.values()) waits.push(until - now);
    const waiting = waits.filter((ms) => ms > 0);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
