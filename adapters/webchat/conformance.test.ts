import { describeAdapter } from "switchboard/adapter/testkit";
import { webchat } from "./index.ts";
import { WebchatSimulator } from "./simulator.ts";

describeAdapter(webchat, () => new WebchatSimulator(), {
  soakEvents: 2_000,
  largestDownload: 8 * 1024 * 1024,
});
