import { z } from "zod";
import { actorKey } from "../../../auth/permissions.ts";
import type { Channels } from "../../../channels/channels.ts";
import { line } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { channelSchema, channelView, settingsInput } from "../../views/channels.ts";

export const createChannel = (channels: Channels): Route =>
  route({
    method: "POST",
    path: "/api/v1/channels",
    name: "createChannel",
    summary: "Connect an account",
    description:
      "Stores the channel and starts it. Whether the account works shows in its status a moment later.",
    access: "channels:manage",
    body: z.strictObject({
      adapter: z.string().min(1).max(64).meta({ example: "telegram" }),
      name: line(100),
      settings: settingsInput.meta({
        description: "As `GET /api/v1/adapters/{adapter}` describes",
      }),
    }),
    responses: { 201: channelSchema },
    problems: ["adapter-not-found", "adapter-broken", "settings-invalid"],
    async handle({ actor, body, reply }) {
      return reply(201, channelView(await channels.create(body, actorKey(actor)), true));
    },
  });
