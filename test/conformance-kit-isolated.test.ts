import { describeAdapter } from "switchboard/adapter/testkit";
import { isolate } from "../src/channels/isolation/isolate.ts";
import { adapter } from "./support/plain/isolated.ts";
import { PlainSimulator } from "./support/plain/simulator.ts";

describeAdapter(isolate(adapter), () => new PlainSimulator(), { soakEvents: 2_000 });
