import { z } from "zod";
import { SearchQueryError } from "../../../search/query.ts";
import type { Search } from "../../../search/search.ts";
import { decodeCursor, encodeCursor } from "../../cursor.ts";
import { id, pageOf, pageQuery } from "../../fields.ts";
import { Problem } from "../../problem.ts";
import { type Route, route } from "../../route.ts";
import { messageSchema, messageView } from "../../views/messages.ts";

export const searchMessages = (search: Search): Route =>
  route({
    method: "GET",
    path: "/api/v1/search/messages",
    name: "searchMessages",
    summary: "Messages by what is in them, newest first",
    description:
      "All words must be there: by their beginning, or in scripts without spaces between words by any piece. " +
      "Operators: `from:` a name or `me`, `channel:`, `label:`, `is:` a status such as open, `before:` and `after:` a day. " +
      "What was written is found a moment later, when many messages come in at once up to half a minute.",
    access: "conversations:read",
    query: z.strictObject({
      q: z.string().min(1).max(500).meta({ example: "马克杯 from:王小明" }),
      conversation: id.optional().meta({ description: "Only in this one" }),
      ...pageQuery,
    }),
    responses: { 200: pageOf(messageSchema) },
    async handle({ actor, query, reply }) {
      const below =
        query.cursor === undefined ? undefined : decodeCursor(query.cursor, ["number"])[0];
      try {
        const { messages, next } = await search.find(query.q, {
          agentId: actor.kind === "agent" ? actor.id : undefined,
          conversationId: query.conversation,
          below,
          limit: query.limit,
        });
        const nextCursor = next === undefined ? null : encodeCursor([next]);
        return reply(200, { items: messages.map(messageView), nextCursor });
      } catch (error) {
        if (error instanceof SearchQueryError) {
          throw new Problem("invalid-request", `q: ${error.message}`, { cause: error });
        }
        throw error;
      }
    },
  });
