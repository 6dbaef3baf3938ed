import { z } from "zod";
import type { Actor } from "../../../auth/permissions.ts";
import type { Conversations } from "../../../inbox/conversations.ts";
import { filterFor, type ViewFilter } from "../../../inbox/view-filter.ts";
import { decodeCursor, encodeCursor } from "../../cursor.ts";
import { id, listOf, pageOf, pageQuery } from "../../fields.ts";
import { Problem } from "../../problem.ts";
import { type Route, route } from "../../route.ts";
import { filterFields } from "../../views/conversation-filter.ts";
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
      contact: id.optional(),
      ...filterFields,
    }),
    responses: { 200: pageOf(conversationSchema) },
    async handle({ actor, query, reply }) {
      const { cursor, limit, contact, ...chosen } = query;
      const filter = { ...filterFor(chosen, ownIdOf(actor, chosen)), contactId: contact };
      const page = { after: positionOf(cursor), limit };
      const { conversations: found, next } = await conversations.list(filter, page);
      return reply(200, {
        items: found.map(conversationView),
        nextCursor: next === undefined ? null : encodeCursor([next.lastActivityAt, next.id]),
      });
    },
  });

/** @throws Problem when a program asks for what only agents have. */
function ownIdOf(actor: Actor, { assignee, mentioned }: ViewFilter): string {
  if (actor.kind === "agent") return actor.id;
  const field = assignee === "me" ? "assignee" : mentioned && "mentioned";
  if (field === undefined) return "";
  throw new Problem("invalid-request", `${field}: an API key has no conversations of its own.`);
}

function positionOf(
  cursor: string | undefined,
): { lastActivityAt: number; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [lastActivityAt, lastId] = decodeCursor(cursor, ["number", "string"]);
  return { lastActivityAt, id: lastId };
}
