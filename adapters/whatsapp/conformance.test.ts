import { describeAdapter } from "switchboard/adapter/testkit";
import { isolate } from "../../src/channels/isolation/isolate.ts";
import { describeInBrowser } from "../../test/support/requirements.ts";
import { whatsapp } from "./index.ts";
import { WhatsAppSimulator } from "./simulator.ts";

describeInBrowser("whatsapp-web.js in a real Chromium", () => {
  describeAdapter(isolate(whatsapp), () => new WhatsAppSimulator(), { soakEvents: 500 });
});
