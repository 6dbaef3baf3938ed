import path from "node:path";
import { TelegramSimulator } from "../../../adapters/telegram/simulator.ts";
import type { Settings } from "../../../config/settings.ts";
import type { Json } from "../../adapter/index.ts";
import { isTaken, listenOnce } from "../free-port.ts";
import { print } from "../output.ts";
import { runHub } from "../run-hub.ts";
import { explainStart } from "../start-problems.ts";
import { setUp } from "./accounts.ts";
import { freshFolder } from "./folder.ts";
import { guide, howToReply } from "./guide.ts";
import { Stage } from "./stage.ts";

export interface DemoOptions {
  /** The same one makes the customers do the same. */
  readonly seed: number;
  /** How many times faster than people they are. */
  readonly speed: number;
}

/** A hub of its own with a simulated Telegram and customers who write, until Ctrl-C. */
export async function runDemo(given: Settings, { seed, speed }: DemoOptions): Promise<void> {
  const folder = await freshFolder(given.DATA_DIRECTORY);
  const settings: Settings = {
    ...given,
    PORT: (await isPortFree(given)) ? given.PORT : 0,
    DATA_DIRECTORY: folder,
    DATABASE_URL: `sqlite:${path.join(folder, "switchboard.db")}`,
    ENCRYPTION_KEY: undefined,
    PUBLIC_URL: undefined,
    // The simulated Telegram is on this machine.
    ALLOW_PRIVATE_NETWORK: true,
    LOG_LEVEL: "warn",
  };
  const simulator = new TelegramSimulator();
  await runHub(settings, {
    async ready(app, address) {
      const accounts = await setUp(app);
      const telegram = (await simulator.start()) as Readonly<Record<string, Json>>;
      const channel = { adapter: "telegram", name: "Telegram (simulated)", settings: telegram };
      await app.channels.create(channel, "demo");
      print(guide(address, accounts));
      const stage = new Stage({ simulator, seed, speed, tell: (line) => print(`  ${line}`) });
      stage.start();
      print(await howToReply(address, accounts));
      return async (stopHub) => {
        await stage.stop();
        await stopHub();
        await simulator.stop();
      };
    },
  });
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
