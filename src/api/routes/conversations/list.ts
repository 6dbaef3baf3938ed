import { z } from "zod";
import type { Actor } from "../../../auth/permissions.ts";
import { priorities } from "../../../inbox/conversation.ts";
import type { Conversations } from "../../../inbox/conversations.ts";
import { decodeCursor, encodeCursor } from "../../cursor.ts";
import { id, listOf, pageOf, pageQuery } from "../../fields.ts";
import { Problem } from "../../problem.ts";
import { type Route, route } from "../../route.ts";
import { conversationSchema, conversationView, statuses } from "../../views/conversations.ts";

export const listConversations = (conversations: Conversations): Route =>
  route({
    method: "GET",
    path: "/api/v1/conversations",
    name: "listConversations",
    summary: "The inbox: conversations of all channels, newest activity first",
    access: "conversations:read",
    query: z.strictObject({
      ...pageQuery,
      status: listOf(z.enum(statuses), statuses.length).optional(),
      assignee: z
        .union([z.enum(["me", "none"]), id])
        .optional()
        .meta({ description: "`me`, `none` or an agent's id" }),
      channel: id.optional(),
      contact: id.optional(),
      label: z.string().min(1).max(100).optional(),
      priority: z.enum(priorities).optional(),
      mentioned: z
        .literal("me")
        .optional()
        .meta({ description: "With a note that names who asks" }),
      unread: z.enum(["true", "false"]).optional(),
    }),
    responses: { 200: pageOf(conversationSchema) },
    async handle({ actor, query, reply }) {
      const filter = {
        statuses: query.status,
        assigneeId: assigneeOf(query.assignee, actor),
        channelId: query.channel,
        contactId: query.contact,
        label: query.label,
        priority: query.priority,
        mentionedId: query.mentioned && own(actor, "mentioned"),
        unread: query.unread === undefined ? undefined : query.unread === "true",
      };
      const page = { after: positionOf(query.cursor), limit: query.limit };
      const { conversations: found, next } = await conversations.list(filter, page);
      return reply(200, {
        items: found.map(conversationView),
        nextCursor: next === undefined ? null : encodeCursor([next.lastActivityAt, next.id]),
      });
    },
  });

function assigneeOf(assignee: string | undefined, actor: Actor): string | null | undefined {
  if (assignee === "none") return null;
  if (assignee !== "me") return assignee;
  return own(actor, "assignee");
}

function own(actor: Actor, field: string): string {
  if (actor.kind === "agent") return actor.id;
  throw new Problem("invalid-request", `${field}: an API key has no conversations of its own.`);
}

function positionOf(
  cursor: string | undefined,
): { lastActivityAt: number; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [lastActivityAt, lastId] = decodeCursor(cursor, ["number", "string"]);
  return { lastActivityAt, id: lastId };
}
