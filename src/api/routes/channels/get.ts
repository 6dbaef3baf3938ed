import { z } from "zod";
import { can } from "../../../auth/permissions.ts";
import type { Channels } from "../../../channels/channels.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { channelSchema, channelView } from "../../views/channels.ts";

export const getChannel = (channels: Channels): Route =>
  route({
    method: "GET",
    path: "/api/v1/channels/:channelId",
    name: "getChannel",
    summary: "One channel, and how it is",
    access: "channels:read",
    params: z.object({ channelId: id }),
    responses: { 200: channelSchema },
    problems: ["channel-not-found"],
    async handle({ actor, params, reply }) {
      const channel = await channels.get(params.channelId);
      return reply(200, channelView(channel, can(actor, "channels:manage")));
    },
  });
