import type { Capabilities, ChannelSession, Clock, ConversationRef } from "../adapter/index.ts";
import { Pace } from "./pace.ts";

/** How fast channels and the conversations on them may be written to, as their sessions declare it. */
export class Paces {
  readonly #clock: Pick<Clock, "now">;
  readonly #onFault: (channelId: string, error: unknown) => void;
  readonly #byChannel = new Map<string, { readonly perSecond: number; readonly pace: Pace }>();
  /** Until when a conversation that was just written to rests. */
  readonly #resting = new Map<string, { readonly until: number; readonly ms: number }>();

  /** `onFault`: a session broke down over the question. It is written to without a pace. */
  constructor(clock: Pick<Clock, "now">, onFault: (channelId: string, error: unknown) => void) {
    this.#clock = clock;
    this.#onFault = onFault;
  }

  /** May the channel be written to now? */
  take(channelId: string, session: ChannelSession): boolean {
    const perSecond = usable(this.#rate(channelId, session)?.perSecond);
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
  rest(
    channelId: string,
    session: ChannelSession,
    conversation: { readonly id: string; readonly ref: ConversationRef },
  ): void {
    const rate = this.#rate(channelId, session, conversation.ref);
    const perSecond = usable(rate?.perConversationPerSecond);
    if (perSecond === undefined) return;
    const ms = Math.ceil(1000 / perSecond);
    this.#resting.set(conversation.id, { until: this.#now() + ms, ms });
  }

  /** Conversations that must not be written to yet. */
  resting(): readonly string[] {
    const now = this.#now();
    for (const [id, { until, ms }] of this.#resting) {
      // Further away than it ever was: the clock was set back.
      if (until <= now || until - now > ms) this.#resting.delete(id);
    }
    return [...this.#resting.keys()];
  }

  slowDown(channelId: string): void {
    this.#byChannel.get(channelId)?.pace.slowDown(this.#now());
  }

  /** How long until some channel or conversation that has to wait may go on. */
  shortestWait(): number | undefined {
    const now = this.#now();
    const waits = [...this.#byChannel.values()].map(({ pace }) => pace.waitMs(now));
    for (const { until } of this.#resting.values()) waits.push(until - now);
    const waiting = waits.filter((ms) => ms > 0);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  #rate(
    channelId: string,
    session: ChannelSession,
    conversation?: ConversationRef,
  ): Capabilities["rate"] {
    try {
      return session.capabilities(conversation).rate;
    } catch (error) {
      this.#onFault(channelId, error);
      return undefined;
    }
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/** A rate of none or less would be a queue that never moves. */
function usable(perSecond: number | undefined): number | undefined {
  return perSecond !== undefined && perSecond > 0 ? perSecond : undefined;
}
