import { z } from "zod";
import type { Conversations } from "../../../inbox/conversations.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { conversationSchema, conversationView } from "../../views/conversations.ts";

export const markConversationRead = (conversations: Conversations): Route =>
  route({
    method: "POST",
    path: "/api/v1/conversations/:conversationId/read",
    name: "markConversationRead",
    summary: "Mark everything in a conversation as read",
    access: "conversations:write",
    params: z.object({ conversationId: id }),
    responses: { 200: conversationSchema },
    async handle({ actor, params, reply }) {
      const read = await conversations.markRead(inboxActor(actor), params.conversationId);
      return reply(200, conversationView(read));
    },
  });
