import { TelegramSimulator } from "../../adapters/telegram/simulator/index.ts";
import type { BenchDatabase } from "./databases.ts";
import { floor } from "./floor.ts";
import { startHub, startNaiveHub } from "./hub-process.ts";
import { post, type PostFigures } from "./post.ts";
import { median } from "./statistics.ts";
import { customers, update } from "./updates.ts";

const secretHeader = "X-Telegram-Bot-Api-Secret-Token";
const webhookSecret = "a-secret-of-the-benchmark";
const amounts = { 1: 1_500, 32: 20_000 } as const;

/** Inbound messages through the real webhook to the commit, beside the floor and the naive hub. */
export interface InboundFigures {
  readonly senders: 1 | 32;
  readonly floor: number;
  readonly floorBatch: number;
  readonly naive: number;
  readonly hub: PostFigures;
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
  return {
    senders,
    floor: best?.perSecond ?? 0,
    floorBatch: best?.batch ?? 0,
    naive: (await naiveRun(fresh, senders, amount)).perSecond,
    hub: await hubRun(fresh, senders, amount),
  };
}

async function naiveRun(
  fresh: () => Promise<BenchDatabase>,
  senders: number,
  amount: number,
): Promise<PostFigures> {
  const database = await fresh();
  const hub = await startNaiveHub(database.url);
  try {
    await post({ port: hub.port, path: "/", bodies: updates(1, customers), senders });
    return await post({
      port: hub.port,
      path: "/",
      bodies: updates(customers + 1, amount),
      senders,
    });
  } finally {
    await hub.stop();
    await database.drop();
  }
}

async function hubRun(
  fresh: () => Promise<BenchDatabase>,
  senders: number,
  amount: number,
): Promise<PostFigures> {
  const database = await fresh();
  const simulator = new TelegramSimulator();
  const settings = await simulator.start();
  const hub = await startHub({
    DATABASE_URL: database.url,
    DATA_DIRECTORY: database.directory,
    ALLOW_PRIVATE_NETWORK: "true",
    PUBLIC_URL: "http://127.0.0.1:9",
  });
  try {
    const channel = await hub.call("POST", "/api/v1/channels", {
      adapter: "telegram",
      name: "Bench",
      settings: { ...settings, mode: "webhook", webhookSecret },
    });
    const path = `/webhooks/${String(channel["id"])}`;
    const headers = { [secretHeader]: webhookSecret };
    const target = { port: hub.port, path, headers, senders };
    await untilConnected(hub, String(channel["id"]));
    await post({ ...target, bodies: updates(1, 2 * customers) });
    return await post({ ...target, bodies: updates(2 * customers + 1, amount) });
  } finally {
    await hub.stop();
    await simulator.stop();
    await database.drop();
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
  };
}

function updates(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => update(from + index));
}

async function untilConnected(
  hub: { call(method: string, path: string): Promise<Readonly<Record<string, unknown>>> },
  channelId: string,
): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const channel = await hub.call("GET", `/api/v1/channels/${channelId}`);
    if (JSON.stringify(channel["status"] ?? channel).includes('"connected"')) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("The channel did not connect.");
}
