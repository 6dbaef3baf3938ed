import { z } from "zod";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { messageSchema, messageView } from "../../views/messages.ts";
import type { MessageServices } from "./services.ts";

export const deleteMessage = ({ messageChanges, messages }: MessageServices): Route =>
  route({
    method: "DELETE",
    path: "/api/v1/messages/:messageId",
    name: "deleteMessage",
    summary: "Take a message of ours back",
    description: "Asked of the platform; the message is deleted when it was done there.",
    access: "messages:send",
    params: z.object({ messageId: id }),
    responses: { 202: messageSchema },
    problems: ["conflict", "unsupported-by-channel"],
    async handle({ actor, params: { messageId }, reply }) {
      await messageChanges.delete(inboxActor(actor), messageId);
      return reply(202, messageView(await messages.get(messageId)));
    },
  });
