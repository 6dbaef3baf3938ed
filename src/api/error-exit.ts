import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import { toProblem } from "./domain-problems.ts";
import { Problem } from "./problem.ts";
import { describeError } from "./request-log.ts";

/** The one exit of errors: whatever is thrown inside leaves as problem+json. */
export function errorExit(log: Logger, isAway: (error: unknown) => boolean): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      mustHaveAnswered(ctx);
    } catch (error) {
      const problem = isAway(error) ? away(error) : toProblem(error);
      const { requestId } = ctx.state as { requestId: string };
      if (problem.status >= 500) {
        log.error({ requestId, err: describeError(problem.cause ?? problem) }, "request failed");
      }
      answer(ctx, problem, requestId);
    }
  };
}

/** Where no route was, the router leaves a bare status, and the header Allow where another method would do. */
function mustHaveAnswered(ctx: Context): void {
  if (ctx.body !== undefined && ctx.body !== null) return;
  if (ctx.status === 404) throw new Problem("not-found", "There is nothing at this address.");
  if (ctx.status === 405 || ctx.status === 501) {
    throw new Problem("method-not-allowed", "The header Allow says which methods do.");
  }
}

function answer(ctx: Context, problem: Problem, requestId: string): void {
  ctx.status = problem.status;
  for (const [name, value] of Object.entries(problem.extras.headers ?? {})) ctx.set(name, value);
  ctx.body = JSON.stringify(problem.toBody(requestId));
  ctx.type = "application/problem+json";
}

/** What became of a request that changes something isn't known then, so that only a repeatable one may be repeated. */
function away(cause: unknown): Problem {
  const detail =
    "The database is away. Try again in a moment; a reply with the same Idempotency-Key.";
  return new Problem("unavailable", detail, { cause, headers: { "Retry-After": "5" } });
}
