import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import {
  type ChannelClaim,
  readClaims,
  releaseLease,
  renewLeases,
  takeLease,
} from "./lease-store.ts";
import type { LeaseOwner } from "./lease-owner.ts";

/** How often a holder says that it is alive. */
const heartbeatMs = 10_000;
/** A holder that was silent for this long has lost its channels. */
const takeoverMs = 30_000;
/** A holder stops by itself before anybody may take over: without a heartbeat for this long it holds nothing. */
const leaseMs = 25_000;
/** So long over by our clock, no difference between two machines' clocks explains it. */
const longOverMs = 5 * 60_000;

/**
 * One owner per channel. Takeover doesn't rely on clocks that agree: what counts is that the heartbeat in the row did
 * not change for 30 s of the observer's own time.
 */
export class Leases {
  readonly #database: Database;
  readonly #owner: LeaseOwner;
  readonly #clock: Clock;
  /** The heartbeats of others, and when each was first seen. */
  readonly #seen = new Map<string, { readonly beat: string; readonly at: number }>();
  #renewedAt = Number.NEGATIVE_INFINITY;

  constructor(database: Database, owner: LeaseOwner, clock: Clock) {
    this.#database = database;
    this.#owner = owner;
    this.#clock = clock;
  }

  /** Renews ours when it is time to. Resolves with all channels, and until when what is ours stays ours. */
  async look(): Promise<readonly ChannelClaim[]> {
    const now = this.#now();
    // Either way: a clock that was set back must not keep us silent.
    if (Math.abs(now - this.#renewedAt) >= heartbeatMs) {
      await renewLeases(this.#database.queries, this.#owner.name, now + takeoverMs);
      // Counted from before the statement: whoever waits for 30 s saw it later than that.
      this.#renewedAt = now;
    }
    return await readClaims(this.#database.queries);
  }

  /** Until when the leases that are ours can be relied on (ms). */
  get validUntil(): number {
    return this.#renewedAt + leaseMs;
  }

  /** Takes the lease where nobody holds it any more. Resolves with its fencing token. */
  async take(claim: ChannelClaim): Promise<number | undefined> {
    if (!this.#mayTake(claim)) return undefined;
    const until = this.#now() + takeoverMs;
    const taken = await takeLease(this.#database.queries, claim, this.#owner.name, until);
    if (!taken) return undefined;
    this.#seen.delete(claim.id);
    return claim.leaseToken + 1;
  }

  async release(channelId: string, token: number): Promise<void> {
    await releaseLease(this.#database.queries, channelId, this.#owner.name, token);
  }

  isOurs(claim: ChannelClaim, token: number): boolean {
    return claim.leaseOwner === this.#owner.name && claim.leaseToken === token;
  }

  #mayTake({ id, leaseOwner, leaseUntil, leaseToken }: ChannelClaim): boolean {
    if (leaseOwner === null || leaseUntil === null) return true;
    // Ours by name without being held: an earlier release didn't get through.
    if (leaseOwner === this.#owner.name || this.#owner.isDead(leaseOwner)) return true;
    const now = this.#now();
    if (leaseUntil + longOverMs < now) return true;
    const beat = `${leaseOwner} ${leaseToken} ${leaseUntil}`;
    const seen = this.#seen.get(id);
    if (seen?.beat === beat) return now - seen.at >= takeoverMs;
    this.#seen.set(id, { beat, at: now });
    return false;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
