import type { Channel } from "../api/schema.ts";
import type { en } from "../i18n/en.ts";

export const stateNames: Readonly<Record<Channel["status"]["state"], keyof typeof en>> = {
  stopped: "state.stopped",
  starting: "state.starting",
  "login-required": "state.loginRequired",
  syncing: "state.syncing",
  connected: "state.connected",
  reconnecting: "state.reconnecting",
  failed: "state.failed",
};
