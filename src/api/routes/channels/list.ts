import { z } from "zod";
import { can } from "../../../auth/permissions.ts";
import type { Channels } from "../../../channels/channels.ts";
import { type Route, route } from "../../route.ts";
import { channelSchema, channelView } from "../../views/channels.ts";

export const listChannels = (channels: Channels): Route =>
  route({
    method: "GET",
    path: "/api/v1/channels",
    name: "listChannels",
    summary: "All channels, and how they are",
    access: "channels:read",
    responses: { 200: z.object({ items: z.array(channelSchema) }) },
    async handle({ actor, reply }) {
      const mayManage = can(actor, "channels:manage");
      const items = (await channels.list()).map((channel) => channelView(channel, mayManage));
      return reply(200, { items });
    },
  });
