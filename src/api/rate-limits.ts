import type { Context } from "koa";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { type Actor, actorKey } from "../auth/permissions.ts";
import { networkOf } from "../auth/network.ts";
import { Problem, retryAfter } from "./problem.ts";

export interface RequestLimits {
  /** Requests in a minute. */
  readonly perActor: number;
  readonly perAddress: number;
}

export const defaultLimits: RequestLimits = { perActor: 6000, perAddress: 300 };

/** Requests per session or key, and per address for whoever is neither. Each process counts for itself. */
export class RateLimits {
  readonly #actors: RateLimiterMemory;
  readonly #addresses: RateLimiterMemory;

  constructor(limits: RequestLimits) {
    this.#actors = new RateLimiterMemory({ points: limits.perActor, duration: 60 });
    this.#addresses = new RateLimiterMemory({ points: limits.perAddress, duration: 60 });
  }

  /** @throws Problem `rate-limited`. */
  async take(ctx: Context, actor: Actor | undefined, weight = 1): Promise<void> {
    const limiter = actor === undefined ? this.#addresses : this.#actors;
    const key = actor === undefined ? networkOf(ctx.ip) : actorKey(actor);
    try {
      write(ctx, limiter.points, await limiter.consume(key, weight));
    } catch (rejected) {
      if (!(rejected instanceof RateLimiterRes)) throw rejected;
      write(ctx, limiter.points, rejected);
      throw new Problem("rate-limited", "Slow down, and try again later.", {
        headers: retryAfter(rejected.msBeforeNext),
      });
    }
  }
}

/** https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-06 */
function write(ctx: Context, limit: number, state: RateLimiterRes): void {
  ctx.set("RateLimit-Limit", String(limit));
  ctx.set("RateLimit-Remaining", String(state.remainingPoints));
  ctx.set("RateLimit-Reset", String(Math.ceil(state.msBeforeNext / 1000)));
}
