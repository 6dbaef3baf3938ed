import { describeAdapter } from "switchboard/adapter/testkit";
import { wechat } from "./index.ts";
import { WechatSimulator } from "./simulator.ts";

// The same in processes of their own, as the hub runs it, takes minutes: test/fault/wechat-isolated.test.ts.
describeAdapter(wechat, () => new WechatSimulator(), { soakEvents: 500 });
