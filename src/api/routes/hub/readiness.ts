import type { Logger } from "pino";
import { z } from "zod";
import type { ApiDependencies } from "../../dependencies.ts";
import { describeError } from "../../request-log.ts";
import { type Route, route } from "../../route.ts";

/** Longer than this, and whoever waits behind a load balancer is better served elsewhere. */
const patienceMs = 2_000;

const checkSchema = z.enum(["ready", "failed"]);

export const readiness = (checks: ApiDependencies["readiness"], log: Logger): Route => {
  const body = z.object({ status: checkSchema, checks: z.record(z.string(), checkSchema) });
  return route({
    method: "GET",
    path: "/readyz",
    name: "getReadiness",
    summary: "Whether the hub can be used: the database answers and is up to date",
    access: "public",
    unlimited: true,
    responses: { 200: body, 503: body.describe("Not ready") },
    async handle({ reply }) {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          try {
            await inTime(check());
            return [name, "ready"] as const;
          } catch (error) {
            log.warn({ check: name, err: describeError(error) }, "not ready");
            return [name, "failed"] as const;
          }
        }),
      );
      const ready = results.every(([, result]) => result === "ready");
      const checked = { checks: Object.fromEntries(results) };
      return ready
        ? reply(200, { status: "ready", ...checked })
        : reply(503, { status: "failed", ...checked });
    },
  });
};

async function inTime(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    await Promise.race([check, late]);
  } finally {
    clearTimeout(timer);
  }
}
