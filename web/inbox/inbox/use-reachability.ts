import type { Capabilities, Conversation } from "../api/schema.ts";
import type { en } from "../i18n/en.ts";
import { useNow } from "../app/use-now.ts";
import { useChannel } from "./directory.ts";

export interface Obstacle {
  readonly text: keyof typeof en;
  /** Where it can be put right. */
  readonly toChannel: boolean;
}

/** Why nobody can answer here at the moment. Undefined: one can. */
export function useReachability(
  { reachability, channelId, lastCustomerMessageAt }: Conversation,
  can: Capabilities | undefined,
): Obstacle | undefined {
  const channel = useChannel(channelId);
  const now = useNow(60_000);
  if (reachability === "blocked") return { text: "obstacle.blocked", toChannel: false };
  if (reachability === "left") return { text: "obstacle.left", toChannel: false };
  if (channel?.status.state === "login-required") {
    return { text: "obstacle.loggedOut", toChannel: true };
  }
  const window = can?.replyWindowMs;
  if (window !== undefined) {
    const wroteAt = lastCustomerMessageAt === null ? -Infinity : Date.parse(lastCustomerMessageAt);
    if (now - wroteAt > window) return { text: "obstacle.window", toChannel: false };
  }
  return undefined;
}
