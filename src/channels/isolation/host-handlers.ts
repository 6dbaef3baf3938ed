import type { SessionContext } from "../../adapter/index.ts";
import { fetchForSession } from "./host-fetch.ts";
import type { LentMedia } from "./lent-media.ts";
import type { Handlers } from "./peer.ts";
import type { HostProcedures } from "./protocol.ts";
import type { LentStreams, StreamLine } from "./streams.ts";
import { fromWire } from "./wire-error.ts";

interface HostParts {
  readonly context: SessionContext<unknown>;
  readonly streams: LentStreams;
  readonly media: LentMedia;
  readonly line: StreamLine;
  readonly onPong: () => void;
  readonly onFault: (error: Error) => void;
}

/** What the hub does for a session in a process of its own: all that its context would do for it here. */
export function hostHandlers(parts: HostParts): Handlers<HostProcedures> {
  const { context, streams, media, line } = parts;
  const { clock, log, secrets } = context;
  return {
    hello: () => undefined,
    pong: parts.onPong,
    fault: (error) => parts.onFault(fromWire(error)),
    receive: ({ events, cursor }) => context.receive(events, cursor),
    cursor: (key) => context.cursor(key),
    status: (status) => context.status(status),
    login: (prompt, signal) => context.login(prompt, signal),
    getSecret: (key) => secrets.get(key),
    setSecret: ({ key, value }) => secrets.set(key, value),
    deleteSecret: (key) => secrets.delete(key),
    privateDirectory: () => context.privateDirectory(),
    log: ({ level, details, message }) => {
      log[level](typeof details === "object" && details !== null ? details : { details }, message);
    },
    sleep: (ms, signal) => clock.sleep(ms, signal),
    fetch: (request, signal) =>
      fetchForSession(context.fetch, request, { line, lent: streams, signal }),
    openMedia: (handle) => media.open(handle),
    pull: (stream) => streams.pull(stream),
    cancel: (stream) => streams.cancel(stream, "Nobody reads it any more."),
  };
}
