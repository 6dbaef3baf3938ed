import { isIPv6 } from "node:net";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AuthError } from "./errors.ts";

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
    await consume(this.#addresses, network(address));
    await consume(this.#accounts, account);
  }

  async giveBack(account: string, address: string): Promise<void> {
    await this.#accounts.delete(account);
    await this.#addresses.reward(network(address));
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

/** One customer line gets a whole /64 of IPv6, so that the last half of the address says nothing. */
export function network(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
