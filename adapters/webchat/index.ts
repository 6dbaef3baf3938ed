import { defineAdapter } from "switchboard/adapter";
import { capabilities } from "./capabilities.ts";
import { createSession } from "./session.ts";
import { settings } from "./settings.ts";

/** A chat on the operator's own website. There is no platform behind it: the mailboxes of this folder are the platform. */
export const webchat = defineAdapter({
  apiVersion: 1,
  name: "webchat",
  displayName: "Website chat",
  settings,
  capabilities,
  createSession,
});

/** @alias For the hub, which loads the adapter of a folder when a channel first needs it. */
// oxlint-disable-next-line import/no-default-export -- so every folder of adapters/ is loaded the same way
export default webchat;
