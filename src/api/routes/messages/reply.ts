import { z } from "zod";
import { can } from "../../../auth/permissions.ts";
import { dateOf, id, idempotencyHeaders, time } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { Problem } from "../../problem.ts";
import { type Route, route } from "../../route.ts";
import { statuses } from "../../views/conversations.ts";
import { messageSchema, messageView } from "../../views/messages.ts";
import { maxPartsBytes, partsInput } from "../../views/parts.ts";
import type { MessageServices } from "./services.ts";

export const createReply = ({ replies, messages }: MessageServices): Route =>
  route({
    method: "POST",
    path: "/api/v1/conversations/:conversationId/messages",
    name: "createReply",
    summary: "Reply",
    description:
      "Stored when it is answered, and sent right after; how far it is shows in `delivery` and in the event stream. " +
      "With `conversationVersion`, the reply is held back (`stale`) when somebody wrote meanwhile; `sendAnyway` sends it all the same.",
    access: "messages:send",
    maxBodyBytes: maxPartsBytes,
    params: z.object({ conversationId: id }),
    headers: idempotencyHeaders,
    body: z.strictObject({
      parts: partsInput,
      replyTo: id.optional().meta({ description: "The message that this one answers" }),
      conversationVersion: z
        .int()
        .min(0)
        .optional()
        .meta({ description: "`version` of the conversation that one had before one's eyes" }),
      sendAnyway: z.boolean().optional(),
      afterwards: z
        .strictObject({ status: z.enum(statuses), snoozedUntil: time.nullable().optional() })
        .optional()
        .meta({ description: "What becomes of the conversation with it; as when it is changed" }),
    }),
    responses: { 201: messageSchema },
    problems: ["stale", "idempotency-key-reused", "unsupported-by-channel", "conflict"],
    async handle({ actor, params, body, header, reply }) {
      const idempotencyKey = header("idempotency-key");
      const { conversationId } = params;
      const { afterwards } = body;
      if (afterwards !== undefined && !can(actor, "conversations:write")) {
        throw new Problem("forbidden", "afterwards: needs the permission conversations:write.");
      }
      const messageId = await replies.reply(inboxActor(actor), {
        ...body,
        afterwards: afterwards && { ...afterwards, snoozedUntil: dateOf(afterwards.snoozedUntil) },
        conversationId,
        idempotencyKey,
      });
      return reply(201, messageView(await messages.get(messageId)));
    },
  });
