import type { RequestListener } from "node:http";
import { Router } from "@koa/router";
import Koa from "koa";
import type { ApiDependencies } from "./dependencies.ts";
import { errorExit } from "./error-exit.ts";
import { EventStreams } from "./event-streams.ts";
import { guard } from "./guard.ts";
import { registerHubMetrics } from "./hub-metrics.ts";
import { httpMetrics } from "./metrics.ts";
import { openApiDocument } from "./openapi.ts";
import { pages } from "./pages.ts";
import { defaultLimits, RateLimits } from "./rate-limits.ts";
import { describeError, requestLog } from "./request-log.ts";
import type { Route } from "./route.ts";
import { apiRoutes } from "./routes/index.ts";
import { securityHeaders } from "./security-headers.ts";
import { isWebhook, webhookDoor } from "./webhook-door.ts";

export interface Api {
  /** For `http.createServer`. */
  readonly handle: RequestListener;
  readonly routes: readonly Route[];
  readonly openApi: Readonly<Record<string, unknown>>;
  /** Ends the event streams, which would keep the server from closing. */
  close(): void;
}

/** Everything the hub says over HTTP. */
export function createApi(dependencies: ApiDependencies): Api {
  const { settings, log, auth } = dependencies;
  const publicUrl = settings.PUBLIC_URL === undefined ? undefined : new URL(settings.PUBLIC_URL);
  const metrics = httpMetrics(dependencies.metrics);
  const streams = new EventStreams(dependencies, dependencies.streamTiming);
  registerHubMetrics(dependencies.metrics, dependencies, streams);
  const routes = apiRoutes(dependencies, streams);
  const openApi = openApiDocument(routes);

  // One proxy of ours: the last address it added is the client's, the ones before it are what the client claims.
  const koa = new Koa({ proxy: settings.TRUST_PROXY, maxIpsCount: settings.TRUST_PROXY ? 1 : 0 });
  // Also whenever a client goes away in the middle of a stream, which is what streams are for.
  koa.on("error", (error: unknown) => log.debug({ err: describeError(error) }, "answer cut short"));
  koa.use(requestLog(log, metrics));
  koa.use(securityHeaders(publicUrl));
  koa.use(errorExit(log, dependencies.isAway));
  koa.use(pages(() => auth.setup.isOpen()));

  const router = new Router();
  const limits = new RateLimits(dependencies.limits ?? defaultLimits);
  for (const route of routes) {
    const guarded = guard(route, { auth, limits, publicUrl });
    router.register(route.path, [route.method], async (ctx) => {
      ctx.state["route"] = route.path;
      await guarded(ctx);
    });
  }
  router.get("/api/openapi.json", (ctx) => {
    ctx.body = openApi;
  });
  koa.use(router.routes());
  koa.use(router.allowedMethods());

  const viaKoa = koa.callback();
  const viaDoor = webhookDoor(dependencies.webhooks, log, metrics, settings.TRUST_PROXY);
  return {
    routes,
    openApi,
    close: () => streams.close(),
    handle: (request, response) => {
      if (isWebhook(request)) viaDoor(request, response);
      else void viaKoa(request, response);
    },
  };
}
