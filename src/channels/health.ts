import type { Channel } from "./channel.ts";
import type { LastError } from "./channel-run.ts";
import type { Channels } from "./channels.ts";
import type { Supervisor } from "./supervisor.ts";

/** How a channel does, as its page shows it. What only the process that runs it knows is absent elsewhere. */
export interface ChannelHealth extends Pick<
  Channel,
  "status" | "lastInboundAt" | "lastOutboundAt"
> {
  /** Messages that wait to be sent. */
  readonly queueLength: number;
  readonly lastError?: LastError;
  /** Of a synchronisation under way, from 0 to 1. */
  readonly progress?: number;
}

/** Puts together what the channel's row, its session and its queue say. */
export class Health {
  readonly #channels: Channels;
  readonly #supervisor: Supervisor;
  readonly #queueLength: (channelId: string) => Promise<number>;

  constructor(parts: {
    readonly channels: Channels;
    readonly supervisor: Supervisor;
    readonly queueLength: (channelId: string) => Promise<number>;
  }) {
    this.#channels = parts.channels;
    this.#supervisor = parts.supervisor;
    this.#queueLength = parts.queueLength;
  }

  /** @throws ChannelProblem `channel-not-found`. */
  async of(id: string): Promise<ChannelHealth> {
    const { status, lastInboundAt, lastOutboundAt } = await this.#channels.get(id);
    const lastError = this.#supervisor.lastError(id);
    const progress = this.#supervisor.progress(id);
    return {
      status,
      queueLength: await this.#queueLength(id),
      ...(lastInboundAt !== undefined && { lastInboundAt }),
      ...(lastOutboundAt !== undefined && { lastOutboundAt }),
      ...(lastError !== undefined && { lastError }),
      ...(progress !== undefined && { progress }),
    };
  }
}
