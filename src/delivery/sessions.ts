import type { ChannelError, ChannelSession } from "../adapter/index.ts";

/** What the dispatcher needs of the supervisor. */
export interface Sessions {
  /** The session, while it is connected and the channel is this process's. */
  connected(
    channelId: string,
  ): { readonly session: ChannelSession; readonly leaseToken: number } | undefined;
  /** Channels whose lease this process holds. */
  heldChannels(): readonly string[];
  onConnected(listener: (channelId: string) => void): () => void;
  /** What went wrong may concern more than one message: the account, or the adapter itself. */
  reportError(channelId: string, error: ChannelError): void;
  /** Something went out. */
  noteOutbound(channelId: string): void;
}
