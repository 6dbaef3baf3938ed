import { z } from "zod";
import { id, idempotencyHeaders } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { messageSchema, messageView } from "../../views/messages.ts";
import { maxPartsBytes, partsInput } from "../../views/parts.ts";
import type { MessageServices } from "./services.ts";

export const createNote = ({ replies, messages }: MessageServices): Route =>
  route({
    method: "POST",
    path: "/api/v1/conversations/:conversationId/notes",
    name: "createNote",
    summary: "Write a note",
    description:
      "For colleagues only: it never leaves the hub. A span of style `mention`, with an agent's id as its `value`, tells them of it.",
    access: "messages:send",
    maxBodyBytes: maxPartsBytes,
    params: z.object({ conversationId: id }),
    headers: idempotencyHeaders,
    body: z.strictObject({ parts: partsInput }),
    responses: { 201: messageSchema },
    problems: ["idempotency-key-reused"],
    async handle({ actor, params, body, header, reply }) {
      const messageId = await replies.note(inboxActor(actor), {
        conversationId: params.conversationId,
        parts: body.parts,
        idempotencyKey: header("idempotency-key"),
      });
      return reply(201, messageView(await messages.get(messageId)));
    },
  });
