import { z } from "zod";
import { id, time } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import type { MessageServices } from "./services.ts";

const stepSchema = z
  .object({
    kind: z.enum(["send", "edit", "delete", "react"]),
    state: z.enum([
      "queued",
      "sending",
      "accepted",
      "sent",
      "delivered",
      "read",
      "failed",
      "unknown",
    ]),
    code: z.string().nullable(),
    reason: z.string().nullable().meta({ description: "In plain words" }),
    attempt: z
      .int()
      .meta({ description: "Which try it was; 0 before the first, and of a receipt" }),
    at: time,
  })
  .meta({
    id: "DeliveryStep",
    description: "A state that something we asked the platform for came to",
  });

export const getMessageDetails = ({ records }: Pick<MessageServices, "records">): Route =>
  route({
    method: "GET",
    path: "/api/v1/messages/:messageId/details",
    name: "getMessageDetails",
    summary: "What became of a message, step by step",
    access: "conversations:read",
    params: z.object({ messageId: id }),
    responses: {
      200: z.object({
        platformIds: z
          .array(z.string())
          .meta({ description: "Several where the platform made several of it" }),
        steps: z.array(stepSchema).meta({ description: "Of what we sent, the first one first" }),
      }),
    },
    async handle({ params, reply }) {
      const { platformIds, steps } = await records.of(params.messageId);
      return reply(200, {
        platformIds: [...platformIds],
        steps: steps.map((step) => ({ ...step, at: step.at.toISOString() })),
      });
    },
  });
