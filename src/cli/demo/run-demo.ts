import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { TelegramSimulator } from "../../../adapters/telegram/simulator.ts";
import { WechatSimulator } from "../../../adapters/wechat/simulator.ts";
import type { Settings } from "../../../config/settings.ts";
import type { Json } from "../../adapter/index.ts";
import type { PlatformSimulator } from "../../adapter/testkit/index.ts";
import type { App } from "../../app.ts";
import { isTaken, listenOnce } from "../free-port.ts";
import { print } from "../output.ts";
import { runHub } from "../run-hub.ts";
import { explainStart } from "../start-problems.ts";
import { setUp } from "./accounts.ts";
import { cast, group, wechatCast } from "./cast.ts";
import { freshFolder } from "./folder.ts";
import { guide, howToReply } from "./guide.ts";
import { Stage } from "./stage.ts";

export interface DemoOptions {
  /** The same one makes the customers do the same. */
  readonly seed: number;
  /** How many times faster than people they are. */
  readonly speed: number;
}

/** A hub of its own with a simulated Telegram, a simulated WeChat and customers who write, until Ctrl-C. */
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
  const telegram = new TelegramSimulator();
  const wechat = new WechatSimulator();
  await runHub(settings, {
    async ready(app, address) {
      const accounts = await setUp(app);
      const create = async (adapter: string, name: string, simulator: PlatformSimulator) => {
        const platform = (await simulator.start()) as Readonly<Record<string, Json>>;
        return await app.channels.create({ adapter, name, settings: platform }, "demo");
      };
      await create("telegram", "Telegram (simulated)", telegram);
      const { id } = await create("wechat", "微信 WeChat (simulated)", wechat);
      print(guide(address, accounts));
      const told = { seed, speed, tell: (line: string) => print(`  ${line}`) };
      const stages = [
        new Stage({
          ...told,
          simulator: telegram,
          cast,
          group,
          meet: ({ name, username, language }) =>
            telegram.customer(name, { username, languageCode: language }),
        }),
        new Stage({
          ...told,
          simulator: wechat,
          cast: wechatCast,
          meet: ({ name, username }) => wechat.customer(name, { handle: username }),
        }),
      ] as const;
      const over = new AbortController();
      const [onTelegram, onWechat] = stages;
      onTelegram.start();
      // WeChat tells only whoever is connected, and keeps nothing for later.
      const opened = untilConnected(app, id, over.signal).then((open) => open && onWechat.start());
      print(await howToReply(address, accounts));
      return async (stopHub) => {
        over.abort();
        await opened;
        await Promise.all(stages.map((stage) => stage.stop()));
        await stopHub();
        await Promise.all([telegram.stop(), wechat.stop()]);
      };
    },
  });
}

/** False when the demo ended before. */
async function untilConnected(app: App, id: string, over: AbortSignal): Promise<boolean> {
  while (!over.aborted) {
    const { status } = await app.channels.get(id);
    if (status.state === "connected") return true;
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
