import { defineAdapter } from "switchboard/adapter";
import { capabilities } from "./capabilities.ts";
import { createSession } from "./session.ts";
import { settings } from "./settings.ts";

/** WeChat, a personal account, through wechaty (unofficial): https://wechaty.js.org */
export const wechat = defineAdapter({
  apiVersion: 1,
  name: "wechat",
  displayName: "WeChat",
  settings,
  capabilities,
  createSession,
  // The library throws from callbacks. Idle it takes about 100 MB; files on their way come on top.
  isolated: {
    module: import.meta.url,
    memoryLimitMb: 900,
    // Read when the library is loaded: at `verbose` it would print the token, and catch the errors of the whole process.
    environment: { WECHATY_LOG: "silent" },
  },
});

/** @alias For the hub, which loads the adapter of a folder when a channel first needs it. */
// oxlint-disable-next-line import/no-default-export -- so every folder of adapters/ is loaded the same way
export default wechat;
