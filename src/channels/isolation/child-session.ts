import type { ChannelAdapter, ChannelSession } from "../../adapter/index.ts";
import { lendKit } from "../lend-kit.ts";
import { ChildContext } from "./child-context.ts";
import type { Frame, Port } from "./frames.ts";
import { type Handlers, Peer } from "./peer.ts";
import type { HostProcedures, SessionProcedures, Start, WireParts } from "./protocol.ts";
import { borrowedStream, giveUpStreams, LentStreams, type StreamLine } from "./streams.ts";
import type { WireError } from "./wire-error.ts";

/** The adapter's own session, in its own process, doing what the hub asks over the line. */
export class ChildSession {
  readonly #peer: Peer<SessionProcedures, HostProcedures>;
  readonly #streams = new LentStreams();
  readonly #context: ChildContext;
  #session: ChannelSession | undefined;

  constructor(port: Port) {
    const line: StreamLine = {
      pull: (stream) => this.#peer.call("pull", stream),
      cancel: (stream) => this.#peer.tell("cancel", stream),
    };
    this.#peer = new Peer(port, this.#handlers(line), {
      onFault: (error) => this.#context.report(error, "a message of the hub came to nothing"),
      onLateAnswer: (answer) => giveUpStreams(line, answer),
    });
    this.#context = new ChildContext(this.#peer, this.#streams, line);
  }

  begin(): void {
    this.#peer.tell("hello", null);
  }

  take(frame: Frame): void {
    this.#peer.take(frame);
  }

  /** Tells the hub why this process is about to end. Resolves when that is on its way. */
  async fail(error: WireError): Promise<void> {
    try {
      await this.#peer.call("fault", error);
    } catch {
      // The hub is gone as well: there is nobody to be told.
    }
  }

  #handlers(line: StreamLine): Handlers<SessionProcedures> {
    const withFiles = (parts: WireParts) =>
      parts.map((part) => {
        if (part.type !== "media") return part;
        const { handle, ...file } = part.media;
        const open = async () => borrowedStream(line, await this.#peer.call("openMedia", handle));
        return { ...part, media: { ...file, open } };
      });
    return {
      run: (start, signal) => this.#run(start, signal),
      send: ({ parts, ...request }, signal) =>
        this.#running.send({ ...request, parts: withFiles(parts) }, signal),
      fetchMedia: async (media, signal) => {
        const { body, ...file } = await this.#member("fetchMedia")(media, signal);
        return { ...file, stream: this.#streams.lend(body) };
      },
      edit: ({ target, parts, replyContext }, signal) =>
        this.#member("edit")(target, withFiles(parts), signal, replyContext),
      delete: ({ target, replyContext }, signal) =>
        this.#member("delete")(target, signal, replyContext),
      react: ({ target, emojis }, signal) => this.#member("react")(target, emojis, signal),
      markRead: ({ conversation, upTo, replyContext }, signal) =>
        this.#member("markRead")(conversation, upTo, signal, replyContext),
      setTyping: ({ conversation, typing, replyContext }, signal) =>
        this.#member("setTyping")(conversation, typing, signal, replyContext),
      fetchHistory: ({ conversation, after, page }, signal) =>
        this.#member("fetchHistory")(conversation, after, page, signal),
      reconcile: ({ parts, ...request }, signal) =>
        this.#member("reconcile")({ ...request, parts: withFiles(parts) }, signal),
      resolveContact: (address, signal) => this.#member("resolveContact")(address, signal),
      handleWebhook: ({ query, headers, ...request }) =>
        this.#member("handleWebhook")({
          ...request,
          query: new URLSearchParams(query),
          headers: new Headers(headers.map(([name, value]): [string, string] => [name, value])),
        }),
      logout: (_none, signal) => this.#member("logout")(signal),
      pull: (stream) => this.#streams.pull(stream),
      cancel: (stream) => this.#streams.cancel(stream, "Nobody reads it any more."),
      ping: () => this.#peer.tell("pong", null),
      clock: (ahead) => this.#context.setClock(ahead),
      leave: () => {
        // oxlint-disable-next-line unicorn/no-process-exit -- a vendor's library may hold on to the process for ever
        process.exit(0);
      },
    };
  }

  async #run(start: Start, signal: AbortSignal): Promise<void> {
    const adapter = await load(start);
    this.#session = adapter.createSession(this.#context.of(start));
    await this.#session.run(signal);
  }

  get #running(): ChannelSession {
    if (this.#session === undefined) throw new Error("The session has not begun yet.");
    return this.#session;
  }

  /** The hub asks only for members that a session of the same adapter has there. */
  #member<M extends keyof ChannelSession>(name: M): NonNullable<ChannelSession[M]> {
    const session = this.#running;
    const member = session[name];
    if (member === undefined) throw new Error(`This session has no ${name}.`);
    return member.bind(session) as NonNullable<ChannelSession[M]>;
  }
}

async function load({ module, name }: Start): Promise<ChannelAdapter> {
  if (!isOurs(module)) lendKit();
  const loaded = (await import(module)) as {
    readonly default?: ChannelAdapter;
    readonly adapter?: ChannelAdapter;
  };
  const adapter = loaded.adapter ?? loaded.default;
  if (adapter?.name !== name) {
    throw new Error(`${module} exports no adapter "${name}" as \`adapter\` or by default`);
  }
  return adapter;
}

/** Of this repository, where the kit is found by its name as it is. */
function isOurs(module: string): boolean {
  const root = new URL("../../../", import.meta.url).href;
  return module.startsWith(root) && !module.includes("/node_modules/");
}
