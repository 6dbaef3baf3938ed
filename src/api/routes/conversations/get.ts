import { z } from "zod";
import type { Conversations } from "../../../inbox/conversations.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { conversationSchema, conversationView } from "../../views/conversations.ts";

export const getConversation = (conversations: Conversations): Route =>
  route({
    method: "GET",
    path: "/api/v1/conversations/:conversationId",
    name: "getConversation",
    summary: "One conversation",
    access: "conversations:read",
    params: z.object({ conversationId: id }),
    responses: { 200: conversationSchema },
    async handle({ params, reply }) {
      return reply(200, conversationView(await conversations.get(params.conversationId)));
    },
  });
