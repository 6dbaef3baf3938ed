import { z } from "zod";
import { actorKey } from "../../../auth/permissions.ts";
import type { Channels } from "../../../channels/channels.ts";
import { id } from "../../fields.ts";
import { noContent, type Route, route } from "../../route.ts";

export const deleteChannel = (channels: Channels): Route =>
  route({
    method: "DELETE",
    path: "/api/v1/channels/:channelId",
    name: "deleteChannel",
    summary: "Delete a channel",
    description:
      "Its credentials are forgotten; its conversations stay. A simulated customer (`practice`) goes with all that was said.",
    access: "channels:manage",
    params: z.object({ channelId: id }),
    responses: { 204: noContent },
    problems: ["channel-not-found"],
    async handle({ actor, params, reply }) {
      await channels.delete(params.channelId, actorKey(actor));
      return reply(204);
    },
  });
