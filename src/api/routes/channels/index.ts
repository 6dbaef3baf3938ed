import type { Audit } from "../../../auth/audit.ts";
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
import type { ChannelServices } from "./services.ts";

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
  answerLogin(channels, audit),
  getChannelHealth(health),
  listQuarantine(quarantined),
  replayQuarantined(quarantined, audit),
];
