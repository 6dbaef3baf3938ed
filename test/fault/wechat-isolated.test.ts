import { describeAdapter } from "switchboard/adapter/testkit";
import { wechat } from "../../adapters/wechat/index.ts";
import { WechatSimulator } from "../../adapters/wechat/simulator.ts";
import { isolate } from "../../src/channels/isolation/isolate.ts";

describeAdapter(isolate(wechat), () => new WechatSimulator(), { soakEvents: 500 });
