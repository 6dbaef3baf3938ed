import { defineAdapter } from "switchboard/adapter";
import { capabilities } from "./capabilities.ts";
import { check } from "./check.ts";
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
  check,
});

/** @alias For the hub, which loads the adapter of a folder when a channel first needs it. */
// oxlint-disable-next-line import/no-default-export -- so every folder of adapters/ is loaded the same way
export default telegram;
