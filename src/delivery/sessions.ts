import type { ChannelSession } from "../adapter/index.ts";

/** What the dispatcher needs of the supervisor. */
export interface Sessions {
  /** The session, while it is connected and the channel is this process's. */
  connected(
    channelId: string,
  ): { readonly session: ChannelSession; readonly leaseToken: number } | undefined;
  /** Channels whose lease this process holds. */
  heldChannels(): readonly string[];
  onConnected(listener: (channelId: string) => void): () => void;
  /** The adapter threw something that isn't a `ChannelError`. */
  reportInternal(channelId: string): void;
}
