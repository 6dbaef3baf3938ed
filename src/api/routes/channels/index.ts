import type { Audit } from "../../../auth/audit.ts";
import type { Channels } from "../../../channels/channels.ts";
import type { Health } from "../../../channels/health.ts";
import type { QuarantinedEvents } from "../../../inbox/quarantined-events.ts";
import type { Route } from "../../route.ts";
import { changeChannel } from "./change.ts";
import { createChannel } from "./create.ts";
import { deleteChannel } from "./delete.ts";
import { getChannel } from "./get.ts";
import { getChannelHealth } from "./health.ts";
import { listChannels } from "./list.ts";
import { answerLogin, getLogin } from "./login.ts";
import { listQuarantine, replayQuarantined } from "./quarantine.ts";
import { channelActs } from "./acts.ts";

/** What the routes of channels need. */
export interface ChannelServices {
  readonly channels: Channels;
  readonly health: Health;
  readonly quarantined: QuarantinedEvents;
}

export const channelRoutes = (
  { channels, health, quarantined }: ChannelServices,
  audit: Audit,
): readonly Route[] => [
  listChannels(channels),
  createChannel(channels),
  getChannel(channels),
  changeChannel(channels),
  deleteChannel(channels),
  ...channelActs(channels),
  getLogin(channels),
  answerLogin(channels),
  getChannelHealth(health),
  listQuarantine(quarantined),
  replayQuarantined(quarantined, audit),
];
