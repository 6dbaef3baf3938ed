import {
  type ChannelAdapter,
  ChannelError,
  type ChannelSession,
  type Clock,
  type LoginPrompt,
  type SessionLog,
  type SessionStatus,
} from "../adapter/index.ts";
import { catchUp } from "./catch-up.ts";
import { contained, inChannel } from "./containment.ts";
import { deadlineOf, whyIllegal } from "./life.ts";
import type { LoginPrompts } from "./login-prompts.ts";
import { type ContextParts, type OpenContext, openContext } from "./session-context.ts";

/** How long a session gets to end after an abort. */
const abortWithinMs = 15_000;
/** After the operator answered, the session has to get on. */
const answerWithinMs = 120_000;

/** How a session ended. */
export interface SessionEnd {
  /** Absent when it was told to end. */
  readonly error?: ChannelError;
  /** The longest time that it was connected without a break. */
  readonly connectedMs: number;
}

export interface SessionRunParts<C> {
  readonly adapter: ChannelAdapter<C>;
  readonly context: Omit<ContextParts<C>, "onStatus" | "onLogin">;
  readonly prompts: LoginPrompts;
  /** When we last heard from the platform, before this session. */
  readonly lastHeardAt: Date;
  /** Since when something may be missing; undefined when nothing is any more. */
  readonly onMissing: (since: Date | undefined) => void;
  /** At each legal status, except that it stopped. */
  readonly onStatus: (status: SessionStatus) => void;
  /** The adapter broke the contract, or failed where the session goes on. */
  readonly onFault: (error: ChannelError) => void;
}

/** One life of a session, from its creation to its end. Whatever the adapter does stays in here. */
export class SessionRun<C> {
  readonly #parts: SessionRunParts<C>;
  readonly #channelId: string;
  readonly #clock: Clock;
  readonly #log: SessionLog;
  readonly #open: OpenContext<C>;
  readonly #abort = new AbortController();
  readonly #told: Promise<ChannelError | undefined>;
  #tell: (error: ChannelError | undefined) => void = () => undefined;
  #stopping = false;
  #status: SessionStatus = { state: "starting" };
  #session: ChannelSession | undefined;
  #waiting: AbortController | undefined;
  #connectedAt: number | undefined;
  #connectedMs = 0;
  #lastHeardAt: Date;
  #missingSince: Date | undefined;
  #catchUps = 0;

  constructor(parts: SessionRunParts<C>) {
    this.#parts = parts;
    this.#channelId = parts.context.channelId;
    this.#clock = parts.context.clock;
    this.#log = parts.context.log;
    this.#lastHeardAt = parts.lastHeardAt;
    this.#told = new Promise((resolve) => {
      this.#tell = resolve;
    });
    this.#open = openContext<C>({
      ...parts.context,
      onReceived: () => {
        if (this.#status.state === "connected") this.#lastHeardAt = this.#clock.now();
        parts.context.onReceived();
      },
      onStatus: (status) => this.#onStatus(status),
      onLogin: (prompt, signal) => this.#onLogin(prompt, signal),
    });
  }

  /** The session while it runs, in whichever state; not while it is ending. */
  get session(): ChannelSession | undefined {
    return this.#stopping ? undefined : this.#session;
  }

  get status(): SessionStatus {
    return this.#status;
  }

  /** Lives as long as the session. Never rejects. */
  async run(): Promise<SessionEnd> {
    this.#expect(deadlineOf(this.#status, this.#now()));
    const running = this.#start();
    const error = await Promise.race([running, this.#told]);
    this.#stopping = true;
    this.#leaveConnected();
    this.#waiting?.abort();
    this.#parts.prompts.clear(this.#channelId);
    this.#abort.abort(error ?? new Error("The session was told to end."));
    if (!(await this.#settles(running))) {
      this.#log.error({}, "the session didn't end within 15 s of being told to; it was abandoned");
    }
    this.#open.close();
    return { connectedMs: this.#connectedMs, ...(error !== undefined && { error }) };
  }

  /**
   * Tells the session to end; with the error that made it necessary, if one did. `atOnce` also refuses everything that
   * it may still want to store: the channel is somebody else's.
   */
  stop(error?: ChannelError, atOnce = false): void {
    this.#stopping = true;
    if (atOnce) this.#open.close();
    this.#tell(error);
  }

  /** Resolves with why it ended by itself, which it must not. */
  async #start(): Promise<ChannelError> {
    try {
      const session = inChannel(this.#channelId, () =>
        this.#parts.adapter.createSession(this.#open.context),
      );
      this.#session = contained(this.#channelId, session);
      await this.#session.run(this.#abort.signal);
      return new ChannelError({
        code: "internal",
        outcome: "unknown",
        message: "The adapter ended its session without saying why.",
      });
    } catch (error) {
      if (this.#abort.signal.aborted) this.#log.debug({ err: error }, "the session ended");
      else this.#log.error({ err: error }, "the session failed");
      return ChannelError.from(error);
    }
  }

  async #settles(running: Promise<unknown>): Promise<boolean> {
    const settled = new AbortController();
    const late = this.#clock.sleep(abortWithinMs, settled.signal).then(
      () => false,
      () => true,
    );
    const done = await Promise.race([running.then(() => true), late]);
    settled.abort();
    return done;
  }

  #onStatus(status: SessionStatus): void {
    if (this.#stopping) return;
    const illegal = whyIllegal(this.#status.state, status);
    if (illegal !== undefined) {
      this.#log.warn({ status }, illegal);
      this.#parts.onFault(
        new ChannelError({ code: "internal", outcome: "unknown", message: illegal }),
      );
      return;
    }
    const before = this.#status;
    this.#status = status;
    if (status.state !== before.state || gotOn(before, status)) {
      this.#expect(deadlineOf(status, this.#now()));
    }
    if (status.state === "stopped") {
      this.#expect(this.#now() + abortWithinMs);
      return;
    }
    if (status.state !== "login-required") this.#parts.prompts.clear(this.#channelId);
    if (status.state !== "connected") this.#leaveConnected();
    this.#parts.onStatus(status);
    if (status.state === "connected" && before.state !== "connected") this.#onConnected();
  }

  #onConnected(): void {
    this.#connectedAt = this.#now();
    if (this.#session !== undefined) void this.#catchUp(this.#session);
  }

  /** Until it is done, hearing of something new doesn't mean that nothing is missing before it. */
  async #catchUp(session: ChannelSession): Promise<void> {
    this.#catchUps += 1;
    const count = this.#catchUps;
    this.#missingSince ??= this.#lastHeardAt;
    this.#parts.onMissing(this.#missingSince);
    const { context } = this.#open;
    const done = await catchUp(session, this.#missingSince, (events) => context.receive(events), {
      clock: this.#clock,
      log: this.#log,
      signal: this.#abort.signal,
    });
    if (!done || count !== this.#catchUps) return;
    this.#missingSince = undefined;
    this.#parts.onMissing(undefined);
  }

  #leaveConnected(): void {
    if (this.#connectedAt === undefined) return;
    this.#connectedMs = Math.max(this.#connectedMs, this.#now() - this.#connectedAt);
    this.#connectedAt = undefined;
  }

  async #onLogin(
    prompt: LoginPrompt,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> {
    if (this.#stopping) throw new Error("This session is ending.");
    if (this.#status.state !== "login-required") this.#onStatus({ state: "login-required" });
    this.#expect(undefined);
    const either = AbortSignal.any([signal, this.#abort.signal]);
    const answers = await this.#parts.prompts.show(this.#channelId, prompt, either);
    if (prompt.type === "input") this.#expect(this.#now() + answerWithinMs);
    return answers;
  }

  /** Ends the session when nothing is heard until then (ms); the expectation before is void. */
  #expect(deadline: number | undefined): void {
    this.#waiting?.abort();
    if (deadline === undefined || this.#stopping) return;
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#clock.sleep(Math.max(0, deadline - this.#now()), waiting.signal).then(
      () => {
        const { state } = this.#status;
        const message = `The session did not get past "${state}" in time.`;
        this.stop(new ChannelError({ code: "timeout", outcome: "unknown", message }));
      },
      () => undefined,
    );
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/** The same state, but something moves. */
function gotOn(before: SessionStatus, status: SessionStatus): boolean {
  if (status.state === "reconnecting") return true;
  return (
    status.state === "syncing" &&
    before.state === "syncing" &&
    (status.progress ?? 0) > (before.progress ?? 0)
  );
}
