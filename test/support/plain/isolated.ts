import { defineAdapter } from "switchboard/adapter";
import { plainAdapter } from "./adapter.ts";
import type { PlainSettings } from "./settings.ts";

/** The Plain adapter, as one that asks to be isolated. */
export const adapter = defineAdapter<PlainSettings>({
  ...plainAdapter,
  displayName: "Plain, in a process of its own",
  isolated: { module: import.meta.url },
});
