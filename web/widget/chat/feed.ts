import { type Hub, HubError } from "./hub.ts";
import type { Entries } from "./protocol.ts";

export interface FeedParts {
  readonly hub: Hub;
  readonly visitorId: string;
  /** The last entry that is known here. */
  readonly last: () => number;
  readonly onEntries: (entries: Entries) => void;
  readonly onConnection: (isAway: boolean) => void;
  /** The hub won't have this visitor any more: nothing is asked again. */
  readonly onRefused: (error: HubError) => void;
}

const waitSeconds = 25;

/**
 * What is new, as long as `signal` isn't aborted. One tab asks and tells the others, or a handful of tabs would use up the
 * browser's connections; another takes over when it is closed. Each goes by its own last entry, so nothing is missed.
 */
export async function follow(parts: FeedParts, signal: AbortSignal): Promise<void> {
  const name = `switchboard.${location.pathname}.${parts.visitorId}`;
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data }: MessageEvent<Entries>) => parts.onEntries(data));
  signal.addEventListener("abort", () => channel.close());
  const ask = async (): Promise<void> => {
    await poll(parts, signal, (news) => {
      parts.onEntries(news);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin only.
      channel.postMessage(news);
    });
  };
  // Without HTTPS there are no locks: then each tab asks.
  if (!("locks" in navigator)) return await ask();
  await navigator.locks.request(name, { signal }, ask).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function poll(
  { hub, last, onConnection, onRefused }: FeedParts,
  signal: AbortSignal,
  tell: (news: Entries) => void,
): Promise<void> {
  let failures = 0;
  /** Until when an agent is said to type. */
  let typing = 0;
  while (!signal.aborted) {
    try {
      // After a failure at once, so that the page soon says that all is well again.
      const wait = failures > 0 ? 0 : waitSeconds;
      const news = await hub.newer(last(), wait, typing, attempt(signal));
      typing = news.typing === undefined ? 0 : Date.parse(news.typing.until);
      failures = 0;
      onConnection(false);
      tell(news);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof HubError)) throw error;
      if (!error.passes) {
        onRefused(error);
        return;
      }
      failures += 1;
      onConnection(true);
      await pause(Math.max(error.retryAfterMs, backOff(failures)), signal);
    }
  }
}

/** A connection that died unnoticed answers nothing: it is given up in time, and when the network comes and goes. */
function attempt(signal: AbortSignal): AbortSignal {
  const own = new AbortController();
  const giveUp = (): void => own.abort();
  const { signal: over } = own;
  for (const change of ["offline", "online"]) addEventListener(change, giveUp, { signal: over });
  return AbortSignal.any([signal, over, AbortSignal.timeout((waitSeconds + 10) * 1000)]);
}

export function backOff(failures: number): number {
  return Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
}

/** Or until the browser says that there is a network again. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
    signal?.addEventListener("abort", end);
  });
}
