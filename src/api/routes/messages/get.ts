import { z } from "zod";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { messageSchema, messageView } from "../../views/messages.ts";
import type { MessageServices } from "./services.ts";

export const getMessage = ({ messages }: Pick<MessageServices, "messages">): Route =>
  route({
    method: "GET",
    path: "/api/v1/messages/:messageId",
    name: "getMessage",
    summary: "One message, and how far it is",
    access: "conversations:read",
    params: z.object({ messageId: id }),
    responses: { 200: messageSchema },
    async handle({ params, reply }) {
      return reply(200, messageView(await messages.get(params.messageId)));
    },
  });
