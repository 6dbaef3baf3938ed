import { z } from "zod";
import type { Audit } from "../../../auth/audit.ts";
import { actorKey } from "../../../auth/permissions.ts";
import { id, time } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import type { MessageServices } from "./services.ts";

export const getPayload = ({ records }: Pick<MessageServices, "records">, audit: Audit): Route =>
  route({
    method: "GET",
    path: "/api/v1/messages/:messageId/payload",
    name: "getPayload",
    summary: "What the platform sent when a message came",
    description:
      "As it was kept, also of a message that was taken back; without the channel's secrets, its longest texts cut. Who asks is noted in the audit log.",
    access: "payloads:read",
    params: z.object({ messageId: id }),
    responses: {
      200: z.object({
        type: z.string().meta({ description: "The kind of event that brought it" }),
        receivedAt: time,
        raw: z.unknown().meta({ description: "Any JSON; null where the adapter gave none" }),
      }),
    },
    async handle({ actor, params: { messageId }, reply }) {
      const { type, receivedAt, raw, channelId } = await records.payload(messageId);
      await audit.noteAlone({
        actor: actorKey(actor),
        act: "message.payload-read",
        target: `message:${messageId}`,
        details: { channelId },
      });
      return reply(200, { type, receivedAt: receivedAt.toISOString(), raw });
    },
  });
