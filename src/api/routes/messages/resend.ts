import { z } from "zod";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { messageSchema, messageView } from "../../views/messages.ts";
import type { MessageServices } from "./services.ts";

export const resendMessage = ({ messageChanges, messages }: MessageServices): Route =>
  route({
    method: "POST",
    path: "/api/v1/messages/:messageId/resend",
    name: "resendMessage",
    summary: "Send again what failed or is unknown",
    description: "What is `unknown` may have arrived: the customer may get it twice.",
    access: "messages:send",
    params: z.object({ messageId: id }),
    responses: { 202: messageSchema },
    problems: ["conflict"],
    async handle({ actor, params: { messageId }, reply }) {
      await messageChanges.resend(inboxActor(actor), messageId);
      return reply(202, messageView(await messages.get(messageId)));
    },
  });
