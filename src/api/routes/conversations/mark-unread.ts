import { z } from "zod";
import type { Conversations } from "../../../inbox/conversations.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { conversationSchema, conversationView } from "../../views/conversations.ts";

export const markConversationUnread = (conversations: Conversations): Route =>
  route({
    method: "POST",
    path: "/api/v1/conversations/:conversationId/unread",
    name: "markConversationUnread",
    summary: "Mark a conversation as unread",
    description: "For whoever is to look at it again; the customer is told nothing.",
    access: "conversations:write",
    params: z.object({ conversationId: id }),
    responses: { 200: conversationSchema },
    async handle({ actor, params, reply }) {
      const unread = await conversations.markUnread(inboxActor(actor), params.conversationId);
      return reply(200, conversationView(unread));
    },
  });
