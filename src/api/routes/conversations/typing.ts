import { z } from "zod";
import type { Conversations } from "../../../inbox/conversations.ts";
import type { Signals } from "../../../inbox/signals.ts";
import { id } from "../../fields.ts";
import { noContent, type Route, route } from "../../route.ts";

export const showTyping = (conversations: Conversations, signals: Signals): Route =>
  route({
    method: "POST",
    path: "/api/v1/conversations/:conversationId/typing",
    name: "showTyping",
    summary: "Show the customer that somebody types",
    description:
      "Best effort, where the platform can. Lasts a few seconds: repeat it while it holds.",
    access: "messages:send",
    params: z.object({ conversationId: id }),
    body: z.strictObject({ typing: z.boolean() }),
    responses: { 204: noContent },
    async handle({ params: { conversationId }, body, reply }) {
      await conversations.get(conversationId);
      await signals.agentTypes(conversationId, body.typing);
      return reply(204);
    },
  });
