import { z } from "zod";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { messageSchema, messageView } from "../../views/messages.ts";
import { maxPartsBytes, partsInput } from "../../views/parts.ts";
import type { MessageServices } from "./services.ts";

export const editMessage = ({ messageChanges, messages }: MessageServices): Route =>
  route({
    method: "PATCH",
    path: "/api/v1/messages/:messageId",
    name: "editMessage",
    summary: "Edit a message of ours",
    description: "Asked of the platform; the message changes when it was done there.",
    access: "messages:send",
    maxBodyBytes: maxPartsBytes,
    params: z.object({ messageId: id }),
    body: z.strictObject({ parts: partsInput }),
    responses: { 202: messageSchema },
    problems: ["conflict", "unsupported-by-channel"],
    async handle({ actor, params: { messageId }, body, reply }) {
      await messageChanges.edit(inboxActor(actor), messageId, body.parts);
      return reply(202, messageView(await messages.get(messageId)));
    },
  });
