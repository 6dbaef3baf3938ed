import { z } from "zod";
import { channelErrorCodes } from "../../../adapter/index.ts";
import type { Health } from "../../../channels/health.ts";
import { id, time } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { channelStatusSchema, channelStatusView } from "../../views/channels.ts";

export const getChannelHealth = (health: Health): Route =>
  route({
    method: "GET",
    path: "/api/v1/channels/:channelId/health",
    name: "getChannelHealth",
    summary: "How a channel does: state, queue, last error",
    access: "channels:read",
    params: z.object({ channelId: id }),
    responses: {
      200: z
        .object({
          status: channelStatusSchema,
          lastInboundAt: time.nullable(),
          lastOutboundAt: time.nullable(),
          queueLength: z.int().meta({ description: "Messages that wait to be sent" }),
          lastError: z
            .object({ at: time, code: z.enum(channelErrorCodes), message: z.string() })
            .nullable()
            .meta({ description: "Known to the process that runs the channel" }),
          progress: z
            .number()
            .nullable()
            .meta({ description: "Of a synchronisation, from 0 to 1" }),
        })
        .meta({ id: "ChannelHealth", description: "How a channel does" }),
    },
    problems: ["channel-not-found"],
    async handle({ params, reply }) {
      const found = await health.of(params.channelId);
      const { lastError } = found;
      return reply(200, {
        status: channelStatusView(found.status),
        lastInboundAt: found.lastInboundAt?.toISOString() ?? null,
        lastOutboundAt: found.lastOutboundAt?.toISOString() ?? null,
        queueLength: found.queueLength,
        lastError:
          lastError === undefined ? null : { ...lastError, at: lastError.at.toISOString() },
        progress: found.progress ?? null,
      });
    },
  });
