import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Settings } from "../../../config/settings.ts";
import type { Json } from "../../adapter/index.ts";
import type { App } from "../../app.ts";
import { isTaken, listenOnce } from "../free-port.ts";
import { print } from "../output.ts";
import { runHub } from "../run-hub.ts";
import { explainStart } from "../start-problems.ts";
import { setUp } from "./accounts.ts";
import { freshFolder } from "./folder.ts";
import { guide, howToReply } from "./guide.ts";
import { platforms } from "./platforms.ts";
import { Stage } from "./stage.ts";
import { openWebsite } from "./website.ts";

export interface DemoOptions {
  /** The same one makes the customers do the same. */
  readonly seed: number;
  /** How many times faster than people they are. */
  readonly speed: number;
}

/** A hub of its own with simulated platforms and customers who write, until Ctrl-C. */
export async function runDemo(given: Settings, { seed, speed }: DemoOptions): Promise<void> {
  const folder = await freshFolder(given.DATA_DIRECTORY);
  const settings: Settings = {
    ...given,
    PORT: (await isPortFree(given)) ? given.PORT : 0,
    DATA_DIRECTORY: folder,
    DATABASE_URL: `sqlite:${path.join(folder, "switchboard.db")}`,
    ENCRYPTION_KEY: undefined,
    PUBLIC_URL: undefined,
    // The simulated platforms are on this machine.
    ALLOW_PRIVATE_NETWORK: true,
    LOG_LEVEL: "warn",
  };
  const shows = platforms();
  await runHub(settings, {
    async ready(app, address) {
      const accounts = await setUp(app);
      const website = await openWebsite(app, address);
      print(guide(address, website.address, accounts));
      const tell = (line: string): void => print(`  ${line}`);
      const over = new AbortController();
      const stages = shows.map((show) => new Stage({ ...show, seed, speed, tell }));
      const opened = shows.map(async ({ adapter, name, simulator }, at) => {
        const platform = (await simulator.start()) as Readonly<Record<string, Json>>;
        const { id } = await app.channels.create({ adapter, name, settings: platform }, "demo");
        if (await connects(app, id, tell, over.signal)) stages[at]?.start();
      });
      print(await howToReply(address, accounts));
      return async (stopHub) => {
        over.abort();
        await Promise.all(opened);
        await Promise.all(stages.map((stage) => stage.stop()));
        await website.stop();
        await stopHub();
        await Promise.all(shows.map(({ simulator }) => simulator.stop()));
      };
    },
  });
}

/** False when it can't, as without a browser, which is told; and when the demo ended before. */
async function connects(
  app: App,
  id: string,
  tell: (line: string) => void,
  over: AbortSignal,
): Promise<boolean> {
  while (!over.aborted) {
    const { status, name } = await app.channels.get(id);
    if (status.state === "connected") return true;
    if (status.state === "failed") {
      tell(`${name} is left out: ${status.message ?? "it can't be connected."}`);
      return false;
    }
    await pause(100);
  }
  return false;
}

async function isPortFree(settings: Settings): Promise<boolean> {
  try {
    await listenOnce(settings);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw explainStart(error, settings);
  }
}
