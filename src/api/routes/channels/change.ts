import { z } from "zod";
import { actorKey } from "../../../auth/permissions.ts";
import type { Channels } from "../../../channels/channels.ts";
import { id, line } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { channelSchema, channelView, settingsInput } from "../../views/channels.ts";

export const changeChannel = (channels: Channels): Route =>
  route({
    method: "PATCH",
    path: "/api/v1/channels/:channelId",
    name: "changeChannel",
    summary: "Change a channel",
    description: "Settings that are left out stay, `null` takes one away. The channel starts anew.",
    access: "channels:manage",
    params: z.object({ channelId: id }),
    body: z.strictObject({ name: line(100).optional(), settings: settingsInput.optional() }),
    responses: { 200: channelSchema },
    problems: ["channel-not-found", "adapter-not-found", "adapter-broken", "settings-invalid"],
    async handle({ actor, params, body: { name, settings }, reply }) {
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(settings === undefined ? {} : { settings }),
      };
      const channel = await channels.change(params.channelId, change, actorKey(actor));
      return reply(200, channelView(channel, true));
    },
  });
