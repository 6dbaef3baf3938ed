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

/** One message or reply at a time, through everything that is between the two ends. */
export async function latencyRun(fresh: () => Promise<BenchDatabase>): Promise<LatencyFigures> {
  const polled = await startBenchHub(fresh, "polling");
  const replies = await replyToPlatform(polled).finally(polled.stop);
  const called = await startBenchHub(fresh, "webhook");
  const idleMb = residentMb(called.hub.pid);
  const stream = await commitToStream(called).finally(called.stop);
  return { commitToStream: stream, replyToPlatform: replies, idleMb };
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
  const written = await firstConversation(hub);
  await simulator.customer("Reader").send([{ type: "text", text: { text: "Are you there?" } }]);
  const conversationId = await written();
  const times: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const before = simulator.sent().length;
    const begun = performance.now();
    const arrived = simulator
      .untilSent((sent) => sent.length > before)
      .then(() => performance.now());
    await hub.call("POST", `/api/v1/conversations/${conversationId}/messages`, {
      parts: [{ type: "text", text: { text: `Answer ${round}` } }],
    });
    times.push((await arrived) - begun);
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** Watches for the first conversation; resolves with how to wait for it once the stream is open. */
async function firstConversation(hub: Bench["hub"]): Promise<() => Promise<string>> {
  let opened: (id: string) => void = () => undefined;
  const found = new Promise<string>((resolve) => {
    opened = resolve;
  });
  const stop = await hub.follow(({ type, conversationId }) => {
    if (type === "conversation.created") opened(String(conversationId));
  });
  return () => found.finally(stop);
}
