import type {
  Clock,
  InboundEvent,
  LoginPrompt,
  SessionContext,
  SessionLog,
  SessionStatus,
} from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import { readCursor } from "../inbox/cursor-store.ts";
import { outsideChannels } from "./containment.ts";
import type { EventSink, Live } from "./live.ts";
import type { SessionSecrets } from "./session-secrets.ts";

/** What a session's context is made of. */
export interface ContextParts<C> {
  readonly channelId: string;
  readonly config: C;
  readonly database: Database;
  readonly events: EventSink;
  readonly live: Live;
  readonly log: SessionLog;
  readonly secrets: SessionSecrets;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly webhookUrl?: string;
  readonly privateDirectory: () => Promise<string>;
  /** Events were stored. */
  readonly onReceived: () => void;
  readonly onStatus: (status: SessionStatus) => void;
  readonly onLogin: (
    prompt: LoginPrompt,
    signal: AbortSignal,
  ) => Promise<Readonly<Record<string, string>>>;
}

/** A context, and how to end it: then every call to it is refused, however late it comes. */
export interface OpenContext<C> {
  readonly context: SessionContext<C>;
  close(): void;
}

export function openContext<C>(parts: ContextParts<C>): OpenContext<C> {
  const { channelId, database, log, secrets } = parts;
  let open = true;
  /** `work` must be an async function: it may not throw before there is a promise. */
  const guard = <T>(work: () => Promise<T>): Promise<T> => {
    const done = open
      ? outsideChannels(work)
      : Promise.reject(new Error("This session has ended; its context takes no more calls."));
    // Whoever waits for it gets the rejection. Nobody may be left to: then it must not end the process.
    done.catch(() => undefined);
    return done;
  };
  const context: SessionContext<C> = {
    channelId,
    config: parts.config,
    log,
    clock: parts.clock,
    fetch: parts.fetch,
    ...(parts.webhookUrl !== undefined && { webhookUrl: parts.webhookUrl }),
    receive: (events, cursor) =>
      guard(async () => {
        const stored = showTyping(parts, events);
        if (stored.length === 0 && cursor === undefined) return;
        await parts.events.receive(channelId, stored, cursor);
        if (stored.length > 0) parts.onReceived();
      }),
    cursor: (key) => guard(async () => await readCursor(database.queries, channelId, key)),
    status: (status) => {
      if (open) outsideChannels(() => parts.onStatus(status));
      // It may be called from a vendor's timer, where a throw would reach nobody who can handle it.
      else log.debug({ status }, "a session that has ended reported a status");
    },
    login: (prompt, signal) => guard(async () => await parts.onLogin(prompt, signal)),
    secrets: {
      get: (key) => guard(async () => await secrets.get(key)),
      set: (key, value) => guard(async () => await secrets.set(key, value)),
      delete: (key) => guard(async () => await secrets.delete(key)),
    },
    privateDirectory: () => guard(async () => await parts.privateDirectory()),
  };
  return {
    context,
    close: () => {
      open = false;
    },
  };
}

/** Takes out what is only shown, and shows it. */
function showTyping<C>(
  { channelId, live }: ContextParts<C>,
  events: readonly InboundEvent[],
): readonly InboundEvent[] {
  return events.filter((event) => {
    if (event.type !== "typing") return true;
    const { conversation, actor, expiresInMs } = event;
    live({ type: "typing", channelId, conversation, actor, expiresInMs });
    return false;
  });
}
