import { Counter, Histogram, type Registry } from "prom-client";

/** What the API counts of itself. */
export interface HttpMetrics {
  request(of: { method: string; route: string; status: number; seconds: number }): void;
  webhook(status: number): void;
}

export function httpMetrics(registry: Registry): HttpMetrics {
  const requests = new Histogram({
    name: "switchboard_http_request_seconds",
    help: "Requests to the API, by route and status, with how long they took",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const webhooks = new Counter({
    name: "switchboard_webhook_requests_total",
    help: "Webhook calls, by the class of the answer",
    labelNames: ["status"],
    registers: [registry],
  });
  // Bound once: looking labels up would cost the hot path more than counting.
  const byClass = [1, 2, 3, 4, 5].map((digit) => webhooks.labels(`${digit}xx`));
  return {
    request: ({ method, route, status, seconds }) => {
      requests.observe({ method, route, status }, seconds);
    },
    webhook: (status) => byClass[Math.floor(status / 100) - 1]?.inc(),
  };
}
