import { z } from "zod";
import type { Conversations } from "../../../inbox/conversations.ts";
import type { Signals } from "../../../inbox/signals.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { conversationSchema, conversationView } from "../../views/conversations.ts";

export const markConversationRead = (conversations: Conversations, signals: Signals): Route =>
  route({
    method: "POST",
    path: "/api/v1/conversations/:conversationId/read",
    name: "markConversationRead",
    summary: "Mark everything in a conversation as read",
    description: "The customer is shown it, where the platform can.",
    access: "conversations:write",
    params: z.object({ conversationId: id }),
    responses: { 200: conversationSchema },
    async handle({ actor, params, reply }) {
      const { conversationId } = params;
      const read = await conversations.markRead(inboxActor(actor), conversationId);
      // A courtesy to the customer: nobody waits for it, and it never fails.
      void signals.agentRead(conversationId);
      return reply(200, conversationView(read));
    },
  });
