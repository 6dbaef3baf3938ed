import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AuthError } from "./errors.ts";
import { networkOf } from "./network.ts";

export interface ThrottleLimits {
  /** Wrong passwords in a quarter of an hour. */
  readonly perAccount: number;
  readonly perAddress: number;
}

const seconds = 15 * 60;

/**
 * Counts tries before the password is looked at, so that parallel tries can't slip through; a right password gives
 * its tries back. Kept in memory: a restart forgets, and each process of a cluster counts for itself.
 */
export class SignInThrottle {
  readonly #accounts: RateLimiterMemory;
  readonly #addresses: RateLimiterMemory;

  constructor(limits: ThrottleLimits = { perAccount: 10, perAddress: 50 }) {
    this.#accounts = new RateLimiterMemory({ points: limits.perAccount, duration: seconds });
    this.#addresses = new RateLimiterMemory({ points: limits.perAddress, duration: seconds });
  }

  /** @throws AuthError `too-many-attempts`, the same for accounts that don't exist. */
  async take(account: string, address: string): Promise<void> {
    await consume(this.#addresses, networkOf(address));
    await consume(this.#accounts, account);
  }

  async giveBack(account: string, address: string): Promise<void> {
    await this.#accounts.delete(account);
    await this.#addresses.reward(networkOf(address));
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (rejected) {
    if (!(rejected instanceof RateLimiterRes)) throw rejected;
    throw new AuthError(
      "too-many-attempts",
      "Too many tries to sign in. Wait, then try again.",
      rejected.msBeforeNext,
    );
  }
}
