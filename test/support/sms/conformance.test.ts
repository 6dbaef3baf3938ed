import { describeAdapter } from "switchboard/adapter/testkit";
import { adapter } from "./adapter.ts";
import { SmsSimulator } from "./simulator.ts";

describeAdapter(adapter, () => new SmsSimulator(), { soakEvents: 500 });
