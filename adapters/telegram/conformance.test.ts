import { describeAdapter } from "switchboard/adapter/testkit";
import { telegram } from "./index.ts";
import { TelegramSimulator } from "./simulator.ts";

describeAdapter(telegram, () => new TelegramSimulator());
