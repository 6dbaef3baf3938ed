import type { Channels } from "../../../channels/channels.ts";
import type { Route } from "../../route.ts";
import { changeChannel } from "./change.ts";
import { createChannel } from "./create.ts";
import { deleteChannel } from "./delete.ts";
import { getChannel } from "./get.ts";
import { listChannels } from "./list.ts";
import { answerLogin, getLogin } from "./login.ts";
import { channelActs } from "./acts.ts";

export const channelRoutes = (channels: Channels): readonly Route[] => [
  listChannels(channels),
  createChannel(channels),
  getChannel(channels),
  changeChannel(channels),
  deleteChannel(channels),
  ...channelActs(channels),
  getLogin(channels),
  answerLogin(channels),
];
