import { defineAdapter } from "switchboard/adapter";
import { capabilities } from "./capabilities.ts";
import { createSession } from "./session.ts";
import { settings } from "./settings.ts";

/** Telegram through a bot (Bot API): https://core.telegram.org/bots/api */
export const telegram = defineAdapter({
  apiVersion: 1,
  name: "telegram",
  displayName: "Telegram",
  settings,
  capabilities,
  createSession,
});

// oxlint-disable-next-line import/no-default-export -- how the hub finds the adapter of a folder it loads when needed
export default telegram;
