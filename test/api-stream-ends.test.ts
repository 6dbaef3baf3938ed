import { describe, expect, it } from "vitest";
import { type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { until } from "./support/until.ts";

const hour = 3_600_000;

describe("an event stream on which nothing happens", () => {
  // No line now and then that would wake it.
  const api = useApi(useDatabase("sqlite"), {
    streamTiming: { checkMs: hour, heartbeatMs: hour, stalledMs: hour },
  });

  /** Follows; resolves once the hub has begun to answer. */
  const follow = ({ headers }: Client, signal?: AbortSignal): Promise<Response> =>
    fetch(`${api().url}/api/v1/events/stream`, { headers, ...(signal && { signal }) });

  it("ends with the hub, at once", async () => {
    const { body } = await follow(await api().person("agent"));
    const reader = body?.getReader();
    await reader?.read();
    api().api.close();
    // The hub cuts it: an end, or a rejection.
    const over = await reader?.read().then(
      ({ done }) => done,
      () => true,
    );
    expect(over).toBe(true);
  });

  it("makes room as soon as its follower has gone", async () => {
    const as = await api().person("agent");
    const leave = new AbortController();
    const streams = await Promise.all(Array.from({ length: 20 }, () => follow(as, leave.signal)));
    expect(streams.map(({ status }) => status)).not.toContain(429);
    leave.abort();
    let status = 0;
    await until("room for one more", async () => {
      const next = await follow(as);
      ({ status } = next);
      await next.body?.cancel();
      return status === 200;
    });
    expect(status).toBe(200);
  });
});
