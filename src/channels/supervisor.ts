import { type ChannelAdapter, ChannelError, type ChannelSession } from "../adapter/index.ts";
import { ChannelRun, type LastError } from "./channel-run.ts";
import { channelAtFault } from "./containment.ts";
import type { ChannelClaim } from "./lease-store.ts";
import { Leases } from "./leases.ts";
import { isAccountCode } from "./life.ts";
import { requireFittingKey } from "./stored-key.ts";
import type { SupervisorParts } from "./supervisor-parts.ts";

/** How often the channels are looked at when nobody calls. */
const lookEveryMs = 5_000;
const watchEveryMs = 1_000;

/** A session that can be asked to do something, and the fencing token that its outcomes are recorded under. */
export interface ConnectedSession {
  readonly session: ChannelSession;
  readonly adapter: ChannelAdapter;
  readonly leaseToken: number;
}

/** Runs the sessions of all channels that this process holds the lease of. One channel's trouble stays its own. */
export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #leases: Leases;
  readonly #runs = new Map<string, ChannelRun>();
  /** Those that are ending; a channel starts anew only after that. */
  readonly #endings = new Map<string, Promise<void>>();
  readonly #connectedListeners = new Set<(channelId: string) => void>();
  readonly #stopped = new AbortController();
  #known: ReadonlyMap<string, ChannelClaim> = new Map();
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #loops: Promise<unknown> = Promise.resolve();

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#leases = new Leases(parts.database, parts.owner, parts.clock);
  }

  /**
   * Looks for the first time, and from then on by itself. Rejects when that first look fails, and when the encryption
   * key isn't the one that credentials were stored with.
   */
  async start(): Promise<void> {
    await requireFittingKey(this.#parts.database, this.#parts.sealing);
    await this.look();
    await this.#sweepDirectories();
    this.#loops = Promise.all([
      this.#repeat(lookEveryMs, () => this.notice()),
      this.#repeat(watchEveryMs, () => this.#dropLapsed()),
    ]);
  }

  /** Ends all sessions, at most 15 s each, and gives the leases back. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error("The supervisor was stopped."));
    await this.#loops;
    await this.#looking?.catch(() => undefined);
    await Promise.all([...this.#runs.values()].map((run) => this.#end(run, "asked")));
    await Promise.all(this.#endings.values());
  }

  /** Call it after every change of a channel. Never rejects: what a look misses, the next one makes up for. */
  async notice(): Promise<void> {
    await this.look().catch((error: unknown) => {
      this.#parts.log.error({ err: error }, "the channels could not be looked at");
    });
  }

  /** Brings what runs in line with what is wanted, now. */
  async look(): Promise<void> {
    this.#lookAgain = true;
    // Calls that come during a look share the next one: it sees what they changed.
    while (this.#lookAgain || this.#looking !== undefined) {
      if (this.#looking !== undefined) {
        await this.#looking.catch(() => undefined);
        continue;
      }
      this.#lookAgain = false;
      this.#looking = this.#lookOnce().finally(() => {
        this.#looking = undefined;
      });
      await this.#looking;
    }
  }

  /** Resolves when no session of the channel is left here. Only for channels that aren't wanted any more. */
  async ended(channelId: string): Promise<void> {
    await this.notice();
    await this.#endings.get(channelId);
  }

  /** The session, when it is connected and the channel ours. */
  connected(channelId: string): ConnectedSession | undefined {
    const run = this.#runs.get(channelId);
    if (run?.status?.state !== "connected" || this.#hasLapsed()) return undefined;
    const { session, adapter, leaseToken } = run;
    if (session === undefined || adapter === undefined) return undefined;
    return { session, adapter, leaseToken };
  }

  /** The session in whichever state, for what doesn't need a connection: webhooks, log out. */
  session(channelId: string): ChannelSession | undefined {
    return this.#hasLapsed() ? undefined : this.#runs.get(channelId)?.session;
  }

  /** Whether there is such a channel, as of the last look; costs nothing. */
  isKnown(channelId: string): boolean {
    return this.#known.has(channelId);
  }

  /** The channels whose lease this process holds. */
  heldChannels(): readonly string[] {
    return this.#hasLapsed() ? [] : [...this.#runs.keys()];
  }

  lastError(channelId: string): LastError | undefined {
    return this.#runs.get(channelId)?.lastError;
  }

  /** Of a synchronisation under way, from 0 to 1. */
  progress(channelId: string): number | undefined {
    const status = this.#runs.get(channelId)?.status;
    return status?.state === "syncing" ? status.progress : undefined;
  }

  /** Calls `listener` whenever a channel of ours becomes connected. Returns how to stop it. */
  onConnected(listener: (channelId: string) => void): () => void {
    this.#connectedListeners.add(listener);
    return () => this.#connectedListeners.delete(listener);
  }

  /** Something went out over the channel. */
  noteOutbound(channelId: string): void {
    this.#runs.get(channelId)?.noteOutbound();
  }

  /** A call to the channel's session threw something that isn't a ChannelError. */
  reportInternal(channelId: string): void {
    this.#runs
      .get(channelId)
      ?.reportInternal(new ChannelError({ code: "internal", outcome: "unknown" }));
  }

  /** A call was refused for the account's sake: the session ends with it, and a person is asked. */
  reportError(channelId: string, error: ChannelError): void {
    const run = this.#runs.get(channelId);
    if (isAccountCode(error.code)) run?.reportFatal(error);
    else if (error.code === "internal") run?.reportInternal(error);
  }

  /**
   * For the process's `uncaughtException` and `unhandledRejection`: true when an adapter's own code threw where nobody
   * could catch it. Its session is started anew; the hub goes on.
   */
  contain(thrown: unknown): boolean {
    const channelId = channelAtFault();
    if (channelId === undefined) return false;
    this.#runs.get(channelId)?.reportUncaught(thrown);
    return true;
  }

  async #lookOnce(): Promise<void> {
    const claims = await this.#leases.look();
    const byId = new Map(claims.map((claim) => [claim.id, claim]));
    this.#known = byId;
    for (const run of this.#runs.values()) {
      const claim = byId.get(run.channelId);
      if (claim !== undefined && !this.#leases.isOurs(claim, run.leaseToken)) {
        void this.#end(run, "lease-lost");
      } else if (claim?.wanted === "running") {
        run.wants(claim.revision);
      } else {
        void this.#end(run, "asked", claim === undefined);
      }
    }
    for (const claim of claims) await this.#startIfWanted(claim);
    for (const run of this.#runs.values()) await run.saveActivity();
  }

  async #startIfWanted(claim: ChannelClaim): Promise<void> {
    const { id, wanted } = claim;
    if (wanted !== "running" || this.#stopped.signal.aborted) return;
    if (this.#runs.has(id) || this.#endings.has(id)) return;
    const token = await this.#leases.take(claim);
    if (token === undefined) return;
    const run = new ChannelRun(this.#parts, claim, token, (channelId) => {
      for (const listener of this.#connectedListeners) listener(channelId);
    });
    this.#runs.set(id, run);
  }

  #end(run: ChannelRun, how: "asked" | "lease-lost", deleted = false): Promise<void> {
    const { channelId, leaseToken } = run;
    this.#runs.delete(channelId);
    const ending = (async () => {
      await run.stop(how);
      if (how === "asked") await run.saveActivity();
      if (deleted) await this.#parts.directories.remove(channelId);
      if (how === "asked") await this.#leases.release(channelId, leaseToken);
    })()
      .catch((error: unknown) => {
        this.#parts.log.error({ channelId, err: error }, "a channel was not ended cleanly");
      })
      .finally(() => {
        this.#endings.delete(channelId);
        if (!this.#stopped.signal.aborted) void this.notice();
      });
    this.#endings.set(channelId, ending);
    return ending;
  }

  #hasLapsed(): boolean {
    return this.#parts.clock.now().getTime() >= this.#leases.validUntil;
  }

  /** The database didn't take our heartbeats: somebody else may be about to take over. */
  #dropLapsed(): Promise<void> {
    if (this.#hasLapsed()) {
      for (const run of this.#runs.values()) void this.#end(run, "lease-lost");
    }
    return Promise.resolve();
  }

  async #repeat(everyMs: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.#parts.clock.sleep(everyMs, signal).catch(() => undefined);
      if (!signal.aborted) await work();
    }
  }

  /** Directories of channels that were deleted while their process was down. */
  async #sweepDirectories(): Promise<void> {
    for (const owner of await this.#parts.directories.owners()) {
      if (!this.#known.has(owner)) await this.#parts.directories.remove(owner);
    }
  }
}
