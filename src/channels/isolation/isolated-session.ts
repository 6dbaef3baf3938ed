import {
  ChannelError,
  type ChannelSession,
  type SendRequest,
  type SessionContext,
} from "../../adapter/index.ts";
import type { Frame } from "./frames.ts";
import { hostHandlers } from "./host-handlers.ts";
import { LentMedia } from "./lent-media.ts";
import { type CallOptions, Peer } from "./peer.ts";
import type { HostProcedures, SessionProcedures, Start } from "./protocol.ts";
import { type IsolationTimes, SessionProcess } from "./session-process.ts";
import { borrowedStream, giveUpStreams, LentStreams, type StreamLine } from "./streams.ts";

export interface IsolatedSessionParts {
  readonly adapterName: string;
  readonly module: string;
  readonly memoryLimitMb: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly context: SessionContext<unknown>;
  /** A session of the adapter that never runs: says what there is to be called, and what can be done. */
  readonly local: ChannelSession;
  readonly times: IsolationTimes;
}

/** A clock further from the hub's than this (ms) is set. */
const clockTolerance = 20;
/** How long calls under way may take to end after `run` has. */
const settleMs = 1_000;
/** The longest that a timer can be set to. */
const longest = 2 ** 31 - 1;

/** The hub's end of a session that runs in a process of its own. */
export class IsolatedSession {
  readonly #parts: IsolatedSessionParts;
  readonly #streams = new LentStreams();
  readonly #media = new LentMedia(this.#streams);
  readonly #peer: Peer<HostProcedures, SessionProcedures>;
  #process: SessionProcess | undefined;
  #clockAhead = 0;
  #fault: Error | undefined;

  constructor(parts: IsolatedSessionParts) {
    this.#parts = parts;
    const { context } = parts;
    const handlers = hostHandlers({
      context,
      streams: this.#streams,
      media: this.#media,
      line: this.#line,
      onPong: () => this.#process?.answered(),
      onFault: (error) => {
        this.#fault = error;
      },
    });
    const port = { post: (frame: Frame) => this.#post(frame) };
    this.#peer = new Peer(port, handlers, {
      onFault: (error) => {
        context.log.debug({ err: error }, "a message of the session's process came to nothing");
      },
      onLateAnswer: (answer) => giveUpStreams(this.#line, answer),
    });
  }

  readonly #line: StreamLine = {
    pull: (stream) => this.#peer.call("pull", stream),
    cancel: (stream) => this.#peer.tell("cancel", stream),
  };

  /** As the contract says it: exactly the members that the adapter's own session has. */
  members(): ChannelSession {
    const { local } = this.#parts;
    const wait = { waitAfterAbortMs: this.#parts.times.callMs, acknowledged: true as const };
    const optional: Required<Omit<ChannelSession, "run" | "send" | "capabilities">> = {
      fetchMedia: async (media, signal) => {
        const { stream, ...file } = await this.#call("fetchMedia", media, { signal, ...wait });
        return { ...file, body: borrowedStream(this.#line, stream, signal) };
      },
      edit: (target, parts, signal, replyContext) =>
        this.#media.during(parts, (wire) =>
          this.#call(
            "edit",
            { target, parts: wire, ...(replyContext !== undefined && { replyContext }) },
            { signal, ...wait },
          ),
        ),
      delete: (target, signal, replyContext) =>
        this.#call(
          "delete",
          { target, ...(replyContext !== undefined && { replyContext }) },
          { signal, ...wait },
        ),
      react: (target, emojis, signal) =>
        this.#call("react", { target, emojis }, { signal, ...wait }),
      markRead: (conversation, upTo, signal, replyContext) =>
        this.#call(
          "markRead",
          { conversation, upTo, ...(replyContext !== undefined && { replyContext }) },
          { signal, ...wait },
        ),
      setTyping: (conversation, typing, signal, replyContext) =>
        this.#call(
          "setTyping",
          { conversation, typing, ...(replyContext !== undefined && { replyContext }) },
          { signal, ...wait },
        ),
      fetchHistory: (conversation, after, page, signal) =>
        this.#call(
          "fetchHistory",
          {
            after,
            ...(conversation !== undefined && { conversation }),
            ...(page !== undefined && { page }),
          },
          { signal, ...wait },
        ),
      reconcile: (request, signal) =>
        this.#media.duringSend(request, (wire) =>
          this.#call("reconcile", wire, { signal, ...wait }),
        ),
      resolveContact: (address, signal) =>
        this.#call("resolveContact", address, { signal, ...wait }),
      handleWebhook: ({ query, headers, ...request }) => {
        const wire = { ...request, query: query.toString(), headers: [...headers] };
        return this.#call("handleWebhook", wire, wait);
      },
      logout: (signal) => this.#call("logout", null, { signal, ...wait }),
    };
    const there = Object.entries(optional).filter(
      ([name]) => local[name as keyof typeof optional] !== undefined,
    );
    return {
      ...Object.fromEntries(there),
      run: (signal) => this.#run(signal),
      send: (request: SendRequest, signal: AbortSignal) =>
        this.#media.duringSend(request, (wire) => this.#call("send", wire, { signal, ...wait })),
      capabilities: (conversation) => local.capabilities(conversation),
    };
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { adapterName, memoryLimitMb, environment = {}, context, times } = this.#parts;
    if (signal.aborted) return;
    const process = await SessionProcess.start({
      adapterName,
      channelId: context.channelId,
      memoryLimitMb,
      environment,
      times,
      onFrame: (frame) => this.#peer.take(frame),
      onLook: () => this.#peer.tell("ping", null),
    });
    this.#process = process;
    let died: string | undefined;
    const ended = process.ended.then(({ why, leftBehind }) => {
      died = why;
      this.#peer.close(why);
      if (leftBehind > 0) context.log.warn({ leftBehind }, "processes of the session were ended");
    });
    const stop = endsInTime(signal, times.abortMs, () => {
      const seconds = times.abortMs / 1000;
      process.end(`The session did not end within ${seconds} s of being told to.`);
    });
    try {
      // Its word is waited for however long it takes: `stop` sees to the rest.
      await this.#call("run", this.#start(), { signal, waitAfterAbortMs: longest });
    } catch (error) {
      if (died === undefined) throw error;
      if (!signal.aborted) throw this.#unexpected(died);
      context.log.warn({ why: died }, "the session had to be ended by force");
    } finally {
      stop();
      await this.#leave(process, ended);
    }
  }

  /** Calls under way get a moment to end; then the process, and all that it started. */
  async #leave(process: SessionProcess, ended: Promise<void>): Promise<void> {
    await this.#peer.settled(settleMs);
    this.#peer.tell("leave", null);
    const late = setTimeout(() => {
      process.end("The adapter's process did not leave.");
    }, this.#parts.times.leaveMs);
    await ended;
    clearTimeout(late);
    await this.#streams.cancelAll("The session has ended.");
  }

  #unexpected(why: string): ChannelError {
    const fault = this.#fault;
    if (fault instanceof ChannelError) return fault;
    const message =
      fault === undefined
        ? why
        : "The adapter failed where nobody could catch it, and its process was ended; the log has the details.";
    return new ChannelError({ code: "internal", outcome: "unknown", message, cause: fault });
  }

  #start(): Start {
    const { adapterName, module, context } = this.#parts;
    const { channelId, config, webhookUrl } = context;
    return {
      module,
      name: adapterName,
      channelId,
      config,
      ...(webhookUrl !== undefined && { webhookUrl }),
    };
  }

  #call<M extends keyof SessionProcedures>(
    method: M,
    input: SessionProcedures[M]["in"],
    options: CallOptions,
  ): Promise<SessionProcedures[M]["out"]> {
    if (this.#process === undefined) return Promise.reject(notRunning());
    return this.#peer.call(method, input, options);
  }

  #post(frame: Frame): Promise<void> {
    const { clock } = this.#parts.context;
    if (this.#process === undefined) return Promise.reject(notRunning());
    const ahead = clock.now().getTime() - Date.now();
    if (Math.abs(ahead - this.#clockAhead) > clockTolerance) {
      this.#clockAhead = ahead;
      // It goes the way of the frame behind it, which says when there is none.
      this.#process.post({ type: "tell", method: "clock", input: ahead }).catch(() => undefined);
    }
    return this.#process.post(frame);
  }
}

/** Calls `late` when something that was aborted takes longer than `ms` to end; call what is returned when it has. */
function endsInTime(signal: AbortSignal, ms: number, late: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(late, ms);
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", begin);
  };
}

function notRunning(): ChannelError {
  const message = "The session doesn't run.";
  return new ChannelError({ code: "unavailable", outcome: "not-sent", message });
}
