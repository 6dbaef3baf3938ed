import { startBenchHub, residentMb } from "./bench-hub.ts";
import type { BenchDatabase } from "./databases.ts";
import { post } from "./post.ts";
import { percentile } from "./statistics.ts";
import { update } from "./updates.ts";

/** Milliseconds, p50 and p99. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface LatencyFigures {
  /** From an agent's request to the message's arrival at the platform. */
  readonly replyToPlatform: Latency;
  /** From the answer to the platform, which comes right after the commit, to the event at the agent's end of the stream. */
  readonly commitToStream: Latency;
  /** Resident memory of a hub with one connected channel and an open stream. */
  readonly idleMb: number;
}

const rounds = 300;
const repliesMeasured = 100;

/** One message or reply at a time, through everything that is between the two ends. */
export async function latencyRun(fresh: () => Promise<BenchDatabase>): Promise<LatencyFigures> {
  const replies = await withHub(fresh, "polling", replyToPlatform);
  const [idleMb, stream] = await withHub(fresh, "webhook", async (bench) => [
    residentMb(bench.hub.pid),
    await commitToStream(bench),
  ]);
  return { commitToStream: stream, replyToPlatform: replies, idleMb };
}

async function withHub<T>(
  fresh: () => Promise<BenchDatabase>,
  mode: "webhook" | "polling",
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const bench = await startBenchHub(fresh, mode);
  try {
    return await work(bench);
  } finally {
    await bench.stop();
  }
}

type Bench = Awaited<ReturnType<typeof startBenchHub>>;

async function commitToStream({ hub, webhook }: Bench): Promise<Latency> {
  let arrived: (at: number) => void = () => undefined;
  const stop = await hub.follow(({ type }) => {
    if (type === "message.created") arrived(performance.now());
  });
  const times: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const event = new Promise<number>((resolve) => {
      arrived = resolve;
    });
    await post({ ...webhook, bodies: [update(round)], senders: 1 });
    const answered = performance.now();
    times.push(Math.max(0, (await event) - answered));
  }
  stop();
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

async function replyToPlatform({ hub, simulator }: Bench): Promise<Latency> {
  const conversations = await conversationsWith(hub, simulator, repliesMeasured);
  const times: number[] = [];
  for (const id of conversations) {
    const before = simulator.sent().length;
    const begun = performance.now();
    const arrived = simulator
      .untilSent((sent) => sent.length > before)
      .then(() => performance.now());
    await hub.call("POST", `/api/v1/conversations/${id}/messages`, {
      parts: [{ type: "text", text: { text: "An answer" } }],
    });
    times.push((await arrived) - begun);
    // Below Telegram's 30 a second: what is measured is the way, not the wait for leave to send.
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** So many customers, each of whom has written once: one chat takes but one message a second. */
async function conversationsWith(
  hub: Bench["hub"],
  simulator: Bench["simulator"],
  count: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let all: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    all = resolve;
  });
  const stop = await hub.follow(({ type, conversationId }) => {
    if (type === "conversation.created") ids.push(String(conversationId));
    if (ids.length === count) all();
  });
  for (let number = 1; number <= count; number += 1) {
    const customer = simulator.customer(`Customer ${number}`);
    await customer.send([{ type: "text", text: { text: "Are you there?" } }]);
  }
  await done;
  stop();
  return ids;
}
