import { describeAdapter } from "switchboard/adapter/testkit";
import { wechat } from "./index.ts";
import { WechatSimulator } from "./simulator.ts";

describeAdapter(wechat, () => new WechatSimulator(), { soakEvents: 500 });
