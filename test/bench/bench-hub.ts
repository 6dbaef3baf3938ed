import { setTimeout as pause } from "node:timers/promises";
import { readFileSync } from "node:fs";
import { TelegramSimulator } from "../../adapters/telegram/simulator.ts";
import type { BenchDatabase } from "./databases.ts";
import { type HubProcess, startHub } from "./hub-process.ts";

/** A hub with one connected Telegram channel, and the simulated Telegram behind it. */
export interface BenchHub {
  readonly hub: HubProcess;
  readonly simulator: TelegramSimulator;
  readonly database: BenchDatabase;
  /** Where Telegram's calls go. */
  readonly webhook: {
    readonly port: number;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  stop(): Promise<void>;
}

const webhookSecret = "a-secret-of-the-benchmark";

export async function startBenchHub(
  fresh: () => Promise<BenchDatabase>,
  mode: "webhook" | "polling",
): Promise<BenchHub> {
  const database = await fresh();
  const simulator = new TelegramSimulator();
  const settings = await simulator.start();
  const hub = await startHub(hubEnvironment(database));
  const stop = async (): Promise<void> => {
    await hub.stop();
    await simulator.stop();
    await database.drop();
  };
  try {
    const channel = await hub.call("POST", "/api/v1/channels", {
      adapter: "telegram",
      name: "Bench",
      settings: { ...settings, mode, ...(mode === "webhook" && { webhookSecret }) },
    });
    const id = String(channel["id"]);
    await untilConnected(hub, id);
    return {
      hub,
      simulator,
      database,
      webhook: {
        port: hub.port,
        path: `/webhooks/${id}`,
        headers: { "X-Telegram-Bot-Api-Secret-Token": webhookSecret },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The settings of a hub under measurement: nothing tuned. */
export function hubEnvironment(database: BenchDatabase): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: database.url,
    DATA_DIRECTORY: database.directory,
    ALLOW_PRIVATE_NETWORK: "true",
    // Nobody is there: the benchmark itself calls the webhook.
    PUBLIC_URL: "http://127.0.0.1:9",
  };
}

/** Resident memory of a process, MB. */
export function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

export async function untilConnected(hub: HubProcess, channelId: string): Promise<void> {
  await untilThere("a connection", async () => {
    const channel = await hub.call("GET", `/api/v1/channels/${channelId}`);
    return JSON.stringify(channel).includes('"state":"connected"') || undefined;
  });
}

/** What tells nobody when it comes. */
export async function untilThere<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let looks = 0; looks < 3_000; looks += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(20);
  }
  throw new Error(`Waited in vain for ${what}.`);
}
