import {
  type ChannelAdapter,
  ChannelError,
  channelErrorCodes,
  type ChannelSession,
  parseSettings,
  type SessionLog,
  type SessionStatus,
} from "../adapter/index.ts";
import { BackOff } from "./back-off.ts";
import { findChannel, saveActivity, type StoredChannel } from "./channel-store.ts";
import { FaultCounter } from "./fault-counter.ts";
import { aftermathOf, statusOf } from "./life.ts";
import { ChannelProblem } from "./problems.ts";
import { SealingError } from "./sealing.ts";
import { Redaction, sessionLog } from "./session-log.ts";
import { type SessionEnd, SessionRun } from "./session-run.ts";
import { SessionSecrets } from "./session-secrets.ts";
import { joinSettings } from "./settings.ts";
import { StatusWriter } from "./status-writer.ts";
import type { SupervisorParts } from "./supervisor-parts.ts";

/** Connected for so long, a session has proved itself: the next failure starts a new count. */
const provedMs = 60_000;

/** A failure of a channel, as operators see it. */
export interface LastError {
  readonly at: Date;
  readonly code: ChannelError["code"];
  readonly message: string;
}

/** A channel that this process holds the lease of: one session after the other, for as long as it is wanted. */
export class ChannelRun {
  readonly channelId: string;
  readonly leaseToken: number;
  readonly #parts: SupervisorParts;
  readonly #onConnected: (channelId: string) => void;
  readonly #writer: StatusWriter;
  readonly #faults: FaultCounter;
  readonly #backOff: BackOff;
  #session: SessionRun<unknown> | undefined;
  #adapter: ChannelAdapter | undefined;
  #revision: number;
  /** The session before failed: what is shown stays until this one gets further than starting. */
  #tryingAgain = false;
  #stopping: "asked" | "lease-lost" | undefined;
  #resting = new AbortController();
  #lastError: LastError | undefined;
  /** What happened since then was not fetched completely so far. */
  #missingSince: Date | undefined;
  /** Since it was last stored. */
  readonly #activity: { inboundAt?: Date; outboundAt?: Date } = {};
  #redaction = new Redaction();
  #log: SessionLog;
  readonly #done: Promise<void>;

  constructor(
    parts: SupervisorParts,
    claim: { readonly id: string; readonly revision: number },
    leaseToken: number,
    onConnected: (channelId: string) => void,
  ) {
    const channelId = claim.id;
    this.channelId = channelId;
    this.leaseToken = leaseToken;
    this.#revision = claim.revision;
    this.#parts = parts;
    this.#log = sessionLog(parts.log, channelId, this.#redaction);
    this.#onConnected = onConnected;
    this.#faults = new FaultCounter(parts.clock);
    this.#backOff = new BackOff(parts.random);
    this.#writer = new StatusWriter({
      channelId,
      leaseToken,
      events: parts.events,
      clock: parts.clock,
      onLeaseLost: () => void this.stop("lease-lost"),
      onFailure: (error) => parts.log.error({ channelId, err: error }, "a status was not stored"),
    });
    this.#done = this.#live();
  }

  /** Ends the session and resolves when nothing of it runs any more; `lease-lost` also stops all its writing. */
  async stop(how: "asked" | "lease-lost"): Promise<void> {
    if (this.#stopping !== "lease-lost") this.#stopping = how;
    if (how === "lease-lost") this.#writer.close();
    this.#session?.stop(undefined, how === "lease-lost");
    this.#resting.abort();
    await this.#done;
  }

  /** Tells which revision is wanted: when it isn't the one that runs, the session starts anew with it. */
  wants(revision: number): void {
    if (revision === this.#revision || this.#stopping !== undefined) return;
    this.#revision = revision;
    this.#tryingAgain = false;
    this.#backOff.reset();
    this.#session?.stop();
    this.#resting.abort();
  }

  /** The session while it runs, in whichever state. */
  get session(): ChannelSession | undefined {
    return this.#session?.session;
  }

  get status(): SessionStatus | undefined {
    return this.#session?.status;
  }

  get adapter(): ChannelAdapter | undefined {
    return this.#adapter;
  }

  get lastError(): LastError | undefined {
    return this.#lastError;
  }

  noteOutbound(): void {
    this.#activity.outboundAt = this.#parts.clock.now();
  }

  /** Stores when something last came in or went out, if it is news. Not at each message: that would cost as much as it. */
  async saveActivity(): Promise<void> {
    const { inboundAt, outboundAt } = this.#activity;
    if (inboundAt === undefined && outboundAt === undefined) return;
    const { queries } = this.#parts.database;
    await saveActivity(queries, this.channelId, this.leaseToken, { inboundAt, outboundAt });
    if (this.#activity.inboundAt === inboundAt) delete this.#activity.inboundAt;
    if (this.#activity.outboundAt === outboundAt) delete this.#activity.outboundAt;
  }

  /** A call to the session failed unexpectedly. Too many of them restart it. */
  reportInternal(error: ChannelError): void {
    this.#note(error);
    if (this.#faults.count()) this.#session?.stop(error);
  }

  /** The session can't go on: an account problem, or its code broke down. */
  reportFatal(error: ChannelError): void {
    this.#note(error);
    this.#session?.stop(error);
  }

  /** The adapter's code threw where nobody could catch it, so that nobody knows what still works. */
  reportUncaught(thrown: unknown): void {
    this.#log.error({ err: thrown }, "the adapter threw where nobody could catch it");
    this.reportFatal(ChannelError.from(thrown));
  }

  async #live(): Promise<void> {
    while (this.#stopping === undefined) {
      this.#resting = new AbortController();
      const error = await this.#once();
      if (error === undefined || this.#stopping !== undefined) continue;
      this.#note(error);
      this.#tryingAgain = true;
      const { status, again } = aftermathOf(this.#safe(error));
      this.#writer.set(status);
      await this.#rest(again === "back-off" ? this.#backOff.next() : again);
    }
    if (this.#stopping === "asked") this.#writer.set({ state: "stopped" });
    await this.#writer.finish();
  }

  /** One session from start to end. Resolves with what it failed of; without anything when it was told to end. */
  async #once(): Promise<ChannelError | undefined> {
    try {
      const channel = await findChannel(this.#parts.database.queries, this.channelId);
      // Deleted or paused a moment ago; the supervisor is about to say so.
      if (channel?.wanted !== "running") return await this.#rest("never");
      this.#revision = channel.revision;
      if (!this.#tryingAgain) this.#writer.set({ state: "starting" });
      const { error, connectedMs } = await this.#runSession(channel);
      if (connectedMs >= provedMs) this.#backOff.reset();
      return error;
    } catch (error) {
      this.#log.error({ err: error }, "the session could not be started");
      return whyNotStarted(error);
    } finally {
      this.#session = undefined;
    }
  }

  async #runSession(channel: StoredChannel): Promise<SessionEnd> {
    const { parts, id } = { parts: this.#parts, id: this.channelId };
    const adapter = await parts.registry.get(channel.adapter);
    const { fields, secrets } = joinSettings(parts.sealing, id, channel);
    this.#redaction = new Redaction();
    this.#redaction.add(secrets);
    this.#log = sessionLog(parts.log, id, this.#redaction);
    const kept = new SessionSecrets(parts, id, this.leaseToken, this.#redaction);
    await kept.redactAll();
    const webhookUrl = parts.webhookUrl?.(id);
    const run = new SessionRun<unknown>({
      adapter,
      prompts: parts.prompts,
      lastHeardAt: this.#missingSince ?? channel.lastInboundAt ?? channel.createdAt,
      onMissing: (since) => {
        this.#missingSince = since;
      },
      onStatus: (status) => this.#onStatus(status),
      onFault: (error) => this.reportInternal(error),
      context: {
        channelId: id,
        config: parseSettings(adapter.settings, fields),
        database: parts.database,
        events: parts.sink,
        live: parts.live,
        log: this.#log,
        secrets: kept,
        clock: parts.clock,
        fetch: parts.fetch,
        onReceived: () => {
          this.#activity.inboundAt = parts.clock.now();
        },
        ...(webhookUrl !== undefined && { webhookUrl }),
        privateDirectory: () => parts.directories.open(id),
      },
    });
    // Told to end, or to run something newer, while this one was being prepared.
    if (this.#stopping !== undefined || this.#revision !== channel.revision) {
      return { connectedMs: 0 };
    }
    this.#adapter = adapter;
    this.#session = run;
    return await run.run();
  }

  #onStatus(status: SessionStatus): void {
    if (status.state === "starting" && this.#tryingAgain) return;
    this.#tryingAgain = false;
    const shown = statusOf(status, this.#parts.clock.now());
    const message =
      shown.message === undefined ? {} : { message: this.#redaction.text(shown.message) };
    this.#writer.set(
      { ...shown, ...message },
      status.state === "connected" ? status.self : undefined,
    );
    if (status.state === "connected") this.#onConnected(this.channelId);
  }

  #note(error: ChannelError): void {
    const { code, message } = this.#safe(error);
    this.#lastError = { at: this.#parts.clock.now(), code, message };
  }

  /** An adapter's words for people, in case a secret slipped into them. */
  #safe(error: ChannelError): ChannelError {
    const { outcome } = error;
    const code = channelErrorCodes.includes(error.code) ? error.code : "internal";
    return new ChannelError({ code, outcome, message: this.#redaction.text(error.message) });
  }

  /** Until the time is over, or something else is wanted. */
  async #rest(ms: number | "never"): Promise<undefined> {
    const { signal } = this.#resting;
    if (ms !== "never") {
      await this.#parts.clock.sleep(ms, signal).catch(() => undefined);
    } else if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
  }
}

/** What keeps a session from being started, as an operator should read it. */
function whyNotStarted(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof ChannelProblem || error instanceof SealingError) {
    return new ChannelError({
      code: "config-invalid",
      outcome: "not-sent",
      message: error.message,
      cause: error,
    });
  }
  return new ChannelError({
    code: "unavailable",
    outcome: "not-sent",
    message: "The hub could not read what the channel needs to start; it tries again.",
    cause: error,
  });
}
