import { randomUUID } from "node:crypto";
import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import type { Actor } from "../auth/permissions.ts";
import { actorKey } from "../auth/permissions.ts";
import type { HttpMetrics } from "./metrics.ts";

/** Gives every request an id, and a line in the log when it is answered: never a header, a query or a body. */
export function requestLog(log: Logger, metrics: HttpMetrics): Middleware {
  return async (ctx, next) => {
    const started = performance.now();
    const requestId = idOf(ctx);
    ctx.state["requestId"] = requestId;
    ctx.set("X-Request-Id", requestId);
    await next();
    const seconds = (performance.now() - started) / 1000;
    const route = routeOf(ctx);
    metrics.request({ method: ctx.method, route, status: ctx.status, seconds });
    const actor = ctx.state["actor"] as Actor | undefined;
    const { made } = ctx.state as { made?: string };
    log.info(
      {
        requestId,
        method: ctx.method,
        path: ctx.path.slice(0, 500),
        status: ctx.status,
        ms: Math.round(seconds * 1000),
        ...(actor === undefined ? {} : { actor: actorKey(actor) }),
        // With the path's ids, this ties a request to the lines of the message that came of it.
        ...(made === undefined ? {} : { id: made }),
      },
      "request",
    );
  };
}

/** The caller's id where it is one that can stand in a log and a header, else one of ours. */
function idOf(ctx: Context): string {
  const given = ctx.get("X-Request-Id");
  return /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
}

/** The pattern, not the path: a metric per conversation would be one too many. */
function routeOf(ctx: Context): string {
  const pattern: unknown = ctx.state["route"];
  return typeof pattern === "string" ? pattern : "(none)";
}

/** What an error may say in the log. Drivers hang the statement with its values on theirs, which is left out. */
export function describeError(error: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: `thrown: ${typeof error}` };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const cause =
    error.cause === undefined || depth > 4 ? {} : { cause: describeError(error.cause, depth + 1) };
  return { name: error.name, message: error.message, ...code, stack: error.stack, ...cause };
}
