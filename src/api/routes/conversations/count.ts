import { z } from "zod";
import { ConversationCounts } from "../../../inbox/conversation-counts.ts";
import { type Route, route } from "../../route.ts";

const count = z.int().min(0).max(ConversationCounts.most);

export const countConversations = (counts: ConversationCounts): Route =>
  route({
    method: "GET",
    path: "/api/v1/conversations/counts",
    name: "countConversations",
    summary: "How many conversations wait where",
    description: `Counted up to ${ConversationCounts.most}.`,
    access: "conversations:read",
    responses: {
      200: z
        .object({
          mine: count.meta({ description: "Open, and assigned to who asks; 0 for an API key" }),
          unassigned: count.meta({ description: "Open, and nobody's" }),
          open: count,
          pending: count,
          snoozed: count,
          mentions: count.meta({
            description: "Not resolved, with a note that names who asks; 0 for an API key",
          }),
          urgent: count.meta({ description: "Open or pending, of that priority" }),
          unread: count.meta({ description: "Open or pending, with unread messages" }),
        })
        .meta({ id: "ConversationCounts", description: "How many conversations wait where" }),
    },
    async handle({ actor, reply }) {
      return reply(200, await counts.of(actor.kind === "agent" ? actor.id : undefined));
    },
  });
