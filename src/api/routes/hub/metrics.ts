import type { Registry } from "prom-client";
import { type Route, route } from "../../route.ts";

/**
 * Always with a key: behind a reverse proxy on the same machine every request seems to come from this machine, so
 * that trusting its address would open the door to all.
 */
export const metricsPage = (registry: Registry): Route =>
  route({
    method: "GET",
    path: "/metrics",
    name: "getMetrics",
    summary: "Figures for Prometheus",
    description: "Give Prometheus an API key with this scope as its bearer token.",
    access: "metrics:read",
    unlimited: true,
    responses: { 200: { contentType: registry.contentType } },
    async handle({ reply }) {
      return reply(200, Buffer.from(await registry.metrics()));
    },
  });
