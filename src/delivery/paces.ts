import type { ChannelSession, Clock } from "../adapter/index.ts";
import { Pace } from "./pace.ts";

/** One pace per channel that declares a rate. */
export class Paces {
  readonly #clock: Pick<Clock, "now">;
  readonly #byChannel = new Map<string, Pace>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** May the channel be written to now? */
  take(channelId: string, session: ChannelSession): boolean {
    const perSecond = session.capabilities().rate?.perSecond;
    if (perSecond === undefined) return true;
    const now = this.#now();
    const pace = this.#byChannel.get(channelId) ?? new Pace(perSecond, now);
    this.#byChannel.set(channelId, pace);
    return pace.take(now);
  }

  slowDown(channelId: string): void {
    this.#byChannel.get(channelId)?.slowDown(this.#now());
  }

  /** How long until some channel that had to wait may go on. */
  shortestWait(): number | undefined {
    const now = this.#now();
    const waits = [...this.#byChannel.values()].map((pace) => pace.waitMs(now));
    const waiting = waits.filter((ms) => ms > 0);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
