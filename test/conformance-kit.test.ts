import { describeAdapter } from "switchboard/adapter/testkit";
import { plainAdapter } from "./support/plain/adapter.ts";
import { PlainSimulator } from "./support/plain/simulator.ts";

describeAdapter(plainAdapter, () => new PlainSimulator());
