import type { BenchDatabase } from "./databases.ts";
import { floor } from "./floor.ts";
import { residentMb, startBenchHub } from "./bench-hub.ts";
import { startNaiveHub } from "./hub-process.ts";
import { post, type PostFigures } from "./post.ts";
import { median } from "./statistics.ts";
import { update } from "./updates.ts";

/** Enough that V8 has compiled what it is going to, also with what went before the measurement. */
const amounts = { 1: 5_000, 32: 60_000 } as const;
const before = { 1: 2_000, 32: 6_000 } as const;
/** The naive hub is slow, and as slow after less. */
const mostNaive = 8_000;

/** Inbound messages through the real webhook to the commit, beside the floor and the naive hub. */
export interface InboundFigures {
  readonly senders: 1 | 32;
  readonly floor: number;
  readonly floorBatch: number;
  readonly naive: number;
  readonly hub: PostFigures;
  /** Of the hub's process right after the run. */
  readonly residentMb: number;
}

/** One run: floor, naive hub and hub one after the other, each on a fresh database of its own. */
export async function inboundRun(
  fresh: () => Promise<BenchDatabase>,
  senders: 1 | 32,
): Promise<InboundFigures> {
  const amount = amounts[senders];
  const floors: { batch: number; perSecond: number }[] = [];
  for (const batch of senders === 1 ? [1] : [16, 32]) {
    const database = await fresh();
    floors.push({ batch, perSecond: await floor(database, amount, batch) });
    await database.drop();
  }
  const best = floors.toSorted((a, b) => b.perSecond - a.perSecond)[0];
  const naive = await naiveRun(fresh, senders, Math.min(amount, mostNaive));
  const { residentMb: resident, ...hub } = await hubRun(fresh, senders, amount);
  return {
    senders,
    floor: best?.perSecond ?? 0,
    floorBatch: best?.batch ?? 0,
    naive: naive.perSecond,
    hub,
    residentMb: resident,
  };
}

async function naiveRun(
  fresh: () => Promise<BenchDatabase>,
  senders: 1 | 32,
  amount: number,
): Promise<PostFigures> {
  const database = await fresh();
  const hub = await startNaiveHub(database.url);
  try {
    const target = { port: hub.port, path: "/", senders };
    await post({ ...target, bodies: updates(1, before[senders]) });
    return await post({ ...target, bodies: updates(before[senders] + 1, amount) });
  } finally {
    await hub.stop();
    await database.drop();
  }
}

async function hubRun(
  fresh: () => Promise<BenchDatabase>,
  senders: 1 | 32,
  amount: number,
): Promise<PostFigures & { readonly residentMb: number }> {
  const bench = await startBenchHub(fresh, "webhook");
  try {
    const target = { ...bench.webhook, senders };
    await post({ ...target, bodies: updates(1, before[senders]) });
    const figures = await post({ ...target, bodies: updates(before[senders] + 1, amount) });
    return { ...figures, residentMb: residentMb(bench.hub.pid) };
  } finally {
    await bench.stop();
  }
}

/** Of several runs: the median of each figure. */
export function medianInbound(runs: readonly InboundFigures[]): InboundFigures {
  const of = (pick: (run: InboundFigures) => number): number => median(runs.map(pick));
  return {
    senders: runs[0]?.senders ?? 1,
    floor: of((run) => run.floor),
    floorBatch: of((run) => run.floorBatch),
    naive: of((run) => run.naive),
    hub: {
      perSecond: of((run) => run.hub.perSecond),
      p50: of((run) => run.hub.p50),
      p99: of((run) => run.hub.p99),
    },
    residentMb: of((run) => run.residentMb),
  };
}

function updates(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => update(from + index));
}
