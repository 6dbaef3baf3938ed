import { defineAdapter } from "switchboard/adapter";
import { capabilities } from "./capabilities.ts";
import { check } from "./check.ts";
import { createSession } from "./session.ts";
import { settings } from "./settings.ts";

/** WhatsApp as a linked device, unofficially, through https://wwebjs.dev and a browser. */
export const whatsapp = defineAdapter({
  apiVersion: 1,
  name: "whatsapp",
  displayName: "WhatsApp",
  settings,
  capabilities,
  createSession,
  check,
  // The library leaves rejections that nobody can catch. With an empty page the headless shell takes 140 MB, Chromium
  // 400 and the process 85; the account's chats come on top.
  isolated: { module: import.meta.url, memoryLimitMb: 1500 },
});

/** @alias For the hub, which loads the adapter of a folder when a channel first needs it. */
// oxlint-disable-next-line import/no-default-export -- so every folder of adapters/ is loaded the same way
export default whatsapp;
