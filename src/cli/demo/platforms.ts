import { TelegramSimulator } from "../../../adapters/telegram/simulator.ts";
import { WechatSimulator } from "../../../adapters/wechat/simulator.ts";
import { WhatsAppSimulator } from "../../../adapters/whatsapp/simulator.ts";
import { cast, group, wechatCast, whatsappCast } from "./cast.ts";
import type { StageParts } from "./stage.ts";

/** A channel of the demo's, and who writes to it. */
export interface Show extends Pick<StageParts, "simulator" | "cast" | "group" | "meet"> {
  readonly adapter: string;
  readonly name: string;
}

/** Every platform that the hub knows, simulated. */
export function platforms(): readonly Show[] {
  const telegram = new TelegramSimulator();
  const wechat = new WechatSimulator();
  const whatsapp = new WhatsAppSimulator();
  return [
    {
      adapter: "telegram",
      name: "Telegram (simulated)",
      simulator: telegram,
      cast,
      group,
      meet: ({ name, username, language }) =>
        telegram.customer(name, { username, languageCode: language }),
    },
    {
      adapter: "wechat",
      name: "微信 WeChat (simulated)",
      simulator: wechat,
      cast: wechatCast,
      meet: ({ name, username }) => wechat.customer(name, { handle: username }),
    },
    {
      adapter: "whatsapp",
      name: "WhatsApp (simulated)",
      simulator: whatsapp,
      cast: whatsappCast,
      meet: ({ name }) => whatsapp.customer(name),
    },
  ];
}
