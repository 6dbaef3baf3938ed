import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ChannelAdapter,
  ChannelError,
  type ChannelSession,
  type InboundEvent,
  type Json,
  type LoginPrompt,
  type SessionContext,
} from "../index.ts";
import { parseSettings } from "../settings.ts";
import { TestClock } from "./clock.ts";
import { Journal } from "./journal.ts";
import { LoopbackFetch } from "./loopback-fetch.ts";
import { StatusRecord } from "./statuses.ts";
import { Changes } from "./until.ts";
import { openWebhookAddress, type WebhookAddress } from "./webhook-address.ts";

/** How a run came to its end. */
export type Ending = { readonly error?: unknown };

export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly details: object;
  readonly message: string;
}

/** A session that `run` was called on. */
export interface Running {
  readonly session: ChannelSession;
  /** Resolves, never rejects, when `run` has settled. */
  readonly ended: Promise<Ending>;
  /** Aborts it; resolves with the ending, or undefined when it doesn't end in time. */
  stop(): Promise<Ending | undefined>;
}

export interface TestHubOptions {
  /** How long `until` waits before it gives up, in ms; 10 s unless told. */
  readonly patienceMs?: number;
  /** How long an aborted run may take to end, in ms; the contract's 15 s unless told. */
  readonly stopMs?: number;
  /** Gives the channel a public address. */
  readonly webhook?: boolean;
}

/** Failures after which the hub starts a channel again without asking anyone. */
const passing = new Set(["rate-limited", "unavailable", "timeout", "protocol", "internal"]);

/**
 * Stands in for the hub, in memory: runs one channel of an adapter and records all that it says. What a session stores
 * (journal, cursors, secrets, directory) outlives it, so that a second `start` is a restart.
 */
export class TestHub {
  readonly journal: Journal;
  readonly statuses = new StatusRecord();
  readonly logs: LogEntry[] = [];
  readonly prompts: LoginPrompt[] = [];
  readonly clock = new TestClock();
  readonly network = new LoopbackFetch();
  readonly #changes = new Changes();
  readonly #stored = new Map<string, Json>();
  readonly #adapter: ChannelAdapter;
  readonly #config: unknown;
  readonly #options: TestHubOptions;
  readonly #running = new Set<Running>();
  #current: ChannelSession | undefined;
  #directory: Promise<string> | undefined;
  #webhook: WebhookAddress | undefined;
  #closed = false;

  constructor(adapter: ChannelAdapter, settings: unknown, options: TestHubOptions = {}) {
    this.#adapter = adapter;
    this.#config = parseSettings(adapter.settings, settings);
    this.#options = options;
    this.journal = new Journal(this.#changes, () => this.clock.now());
  }

  /** The session started last. */
  get session(): ChannelSession {
    if (this.#current === undefined) throw new Error("No session was started.");
    return this.#current;
  }

  /** The channel's public address, once it is open. */
  get webhookUrl(): string | undefined {
    return this.#webhook?.url;
  }

  /** What a session is given. Public, so that a test can create one without running it. */
  context(): SessionContext<unknown> {
    const log = (level: LogEntry["level"]) => (details: object, message: string) => {
      this.logs.push({ level, details, message });
    };
    return {
      channelId: "conformance",
      config: this.#config,
      log: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
      receive: (events, cursor) => this.journal.receive(events, cursor),
      cursor: (key) => Promise.resolve(this.journal.cursor(key)),
      status: (status) => {
        this.statuses.add(status);
        this.#changes.happened();
      },
      login: (prompt) => {
        this.prompts.push(prompt);
        this.#changes.happened();
        return Promise.resolve({});
      },
      secrets: {
        get: (key) => Promise.resolve(this.#stored.get(key)),
        set: (key, value) => Promise.resolve(void this.#stored.set(key, value)),
        delete: (key) => Promise.resolve(void this.#stored.delete(key)),
      },
      privateDirectory: () => (this.#directory ??= makePrivateDirectory()),
      clock: this.clock,
      fetch: this.network.fetch,
      ...(this.#webhook && { webhookUrl: this.#webhook.url }),
    };
  }

  /** Opens the public address, when one was asked for. Before the first `start`. */
  async open(): Promise<void> {
    if (this.#options.webhook)
      this.#webhook = await openWebhookAddress(() =>
        this.#running.size > 0 ? this.#current : undefined,
      );
  }

  /** Runs a new session. With `again` the hub restarts it, as it does after every failure that may pass by itself. */
  start(options: { readonly again?: boolean } = {}): Running {
    const session = this.#adapter.createSession(this.context());
    const abort = new AbortController();
    this.#current = session;
    this.statuses.begin();
    const ended = runToEnd(session, abort.signal).then((ending) => {
      this.#running.delete(running);
      this.statuses.end();
      this.#changes.happened();
      const failed = ending.error !== undefined && !abort.signal.aborted;
      if (failed && options.again && passing.has(ChannelError.from(ending.error).code)) {
        setTimeout(() => {
          if (!this.#closed) this.start(options);
        }, 20);
      }
      return ending;
    });
    const running: Running = {
      session,
      ended,
      stop: () => {
        abort.abort(new DOMException("The hub stops the channel.", "AbortError"));
        return within(ended, this.#options.stopMs ?? 15_000);
      },
    };
    this.#running.add(running);
    return running;
  }

  /** Starts a session and waits until it is connected. @throws what `run` rejected with, when it did. */
  async connect(): Promise<Running> {
    const running = this.start();
    let ending: Ending | undefined;
    void running.ended.then((it) => (ending = it));
    await this.until("the channel to be connected", () => {
      if (ending?.error !== undefined) throw ending.error as Error;
      if (ending !== undefined) throw new Error("run ended before it connected");
      return this.statuses.state === "connected";
    });
    return running;
  }

  /** Resolves when `condition` holds; see `Changes.until`. */
  until(what: string, condition: () => boolean): Promise<void> {
    return this.#changes.until(what, condition, this.#options.patienceMs ?? 10_000, () =>
      JSON.stringify({
        state: this.statuses.state,
        stored: this.journal.events.slice(-5).map(({ type, dedupeKey }) => `${type} ${dedupeKey}`),
        lastLog: this.logs.at(-1)?.message,
      }),
    );
  }

  /** Resolves with the first stored event of the type that is `wanted`. */
  async event<T extends InboundEvent["type"]>(
    type: T,
    wanted: (event: Extract<InboundEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<InboundEvent, { type: T }>> {
    const is = (event: InboundEvent): event is Extract<InboundEvent, { type: T }> =>
      event.type === type && wanted(event as Extract<InboundEvent, { type: T }>);
    await this.until(`a stored event "${type}"`, () => this.journal.events.some(is));
    return this.journal.events.find(is) as Extract<InboundEvent, { type: T }>;
  }

  /** Ends everything that was started and removes the directory. Never rejects for a run that won't end. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#running].map((running) => running.stop()));
    await this.#webhook?.close();
    if (this.#directory) await rm(await this.#directory, { recursive: true, force: true });
  }
}

function runToEnd(session: ChannelSession, signal: AbortSignal): Promise<Ending> {
  const run = async (): Promise<void> => session.run(signal);
  return run().then(
    () => ({}),
    (error: unknown) => ({ error: error ?? new Error("run rejected with nothing") }),
  );
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const first = await Promise.race([promise, late]);
  clearTimeout(timer);
  return first;
}

async function makePrivateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "switchboard-channel-"));
  await chmod(directory, 0o700);
  return directory;
}
