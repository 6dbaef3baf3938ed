import { z } from "zod";
import { priorities } from "../../../inbox/conversation.ts";
import type { Conversations } from "../../../inbox/conversations.ts";
import { dateOf, id, line, time } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { conversationSchema, conversationView, statuses } from "../../views/conversations.ts";

export const changeConversation = (conversations: Conversations): Route =>
  route({
    method: "PATCH",
    path: "/api/v1/conversations/:conversationId",
    name: "changeConversation",
    summary: "Assign, label, rank, snooze, resolve or reopen a conversation",
    description:
      "What is left out stays as it is; `labels` is the whole set. A snoozed conversation comes back at `snoozedUntil`, or without that when the customer writes, as it does anyway.",
    access: "conversations:write",
    params: z.object({ conversationId: id }),
    body: z.strictObject({
      status: z.enum(statuses).optional(),
      snoozedUntil: time.nullable().optional(),
      assigneeId: id.nullable().optional(),
      priority: z.enum(priorities).optional(),
      labels: z.array(line(50)).max(50).optional(),
    }),
    responses: { 200: conversationSchema },
    async handle({ actor, params, body, reply }) {
      const { conversationId } = params;
      const { snoozedUntil, ...rest } = body;
      const changed = await conversations.update(inboxActor(actor), conversationId, {
        ...rest,
        snoozedUntil: dateOf(snoozedUntil),
      });
      return reply(200, conversationView(changed));
    },
  });
