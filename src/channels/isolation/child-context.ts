import type { SessionContext } from "../../adapter/index.ts";
import { fetchThroughHub } from "./child-fetch.ts";
import { ChildLog } from "./child-log.ts";
import type { Peer } from "./peer.ts";
import type { HostProcedures, SessionProcedures, Start } from "./protocol.ts";
import type { LentStreams, StreamLine } from "./streams.ts";

/** What the hub lends to the session, asked for over the line. */
export class ChildContext {
  readonly #peer: Peer<SessionProcedures, HostProcedures>;
  readonly #streams: LentStreams;
  readonly #line: StreamLine;
  readonly #log: ChildLog;
  #clockAhead = 0;

  constructor(
    peer: Peer<SessionProcedures, HostProcedures>,
    streams: LentStreams,
    line: StreamLine,
  ) {
    this.#peer = peer;
    this.#streams = streams;
    this.#line = line;
    this.#log = new ChildLog((entry) => peer.tell("log", entry));
  }

  setClock(ahead: number): void {
    this.#clockAhead = ahead;
  }

  report(error: unknown, message: string): void {
    this.#log.warn({ err: error }, message);
  }

  of({ channelId, config, webhookUrl }: Start): SessionContext<unknown> {
    const peer = this.#peer;
    return {
      channelId,
      config,
      ...(webhookUrl !== undefined && { webhookUrl }),
      log: this.#log,
      receive: (events, cursor) =>
        mayBeLeft(peer.call("receive", { events, ...(cursor !== undefined && { cursor }) })),
      cursor: (key) => mayBeLeft(peer.call("cursor", key)),
      status: (status) => peer.tell("status", status),
      login: (prompt, signal) => mayBeLeft(peer.call("login", prompt, { signal })),
      secrets: {
        get: (key) => mayBeLeft(peer.call("getSecret", key)),
        set: (key, value) => mayBeLeft(peer.call("setSecret", { key, value })),
        delete: (key) => mayBeLeft(peer.call("deleteSecret", key)),
      },
      privateDirectory: () => mayBeLeft(peer.call("privateDirectory", null)),
      clock: {
        now: () => new Date(Date.now() + this.#clockAhead),
        sleep: (ms, signal) => peer.call("sleep", ms, { signal }),
      },
      fetch: fetchThroughHub(peer, this.#streams, this.#line),
    };
  }
}

/** Whoever waits gets the rejection; nobody may be left to, and then it must not end the process. */
function mayBeLeft<T>(done: Promise<T>): Promise<T> {
  done.catch(() => undefined);
  return done;
}
