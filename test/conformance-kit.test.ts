import { describeAdapter } from "switchboard/adapter/testkit";
import { plainAdapter } from "./support/plain/adapter.ts";
import { PlainSimulator } from "./support/plain/simulator.ts";
import { modestAdapter, ModestSimulator, WebhookOnlySimulator } from "./support/plain/variants.ts";

const byWebhook = { ...plainAdapter, displayName: "Plain, by webhook only" };

describeAdapter(plainAdapter, () => new PlainSimulator());
describeAdapter(byWebhook, () => new WebhookOnlySimulator(), { soakEvents: 1000 });
describeAdapter(modestAdapter, () => new ModestSimulator(), { soakEvents: 1000 });
