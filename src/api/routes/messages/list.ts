import { z } from "zod";
import type { MessagePage } from "../../../inbox/messages.ts";
import { decodeCursor, encodeCursor } from "../../cursor.ts";
import { id, pageQuery } from "../../fields.ts";
import { Problem } from "../../problem.ts";
import { type Route, route } from "../../route.ts";
import { messageSchema, messageView } from "../../views/messages.ts";
import type { MessageServices } from "./services.ts";

const cursor = pageQuery.cursor;

type Position = NonNullable<MessagePage["older"]>;

export const listMessages = ({ messages }: Pick<MessageServices, "messages">): Route =>
  route({
    method: "GET",
    path: "/api/v1/conversations/:conversationId/messages",
    name: "listMessages",
    summary: "What was said, oldest first",
    description:
      "Without a cursor, the newest page. `before` and `after` take the cursors of an earlier answer.",
    access: "conversations:read",
    params: z.object({ conversationId: id }),
    query: z.strictObject({
      before: cursor.meta({ description: "`olderCursor` of an answer" }),
      after: cursor.meta({ description: "`newerCursor` of an answer" }),
      limit: pageQuery.limit,
    }),
    responses: {
      200: z.object({
        items: z.array(messageSchema),
        olderCursor: z.string().nullable().meta({ description: "Null at the first message" }),
        newerCursor: z
          .string()
          .nullable()
          .meta({ description: "Also at the end: ask again later" }),
      }),
    },
    async handle({ params, query, reply }) {
      if (query.before !== undefined && query.after !== undefined) {
        throw new Problem("invalid-request", "before, after: give one of the two.");
      }
      const from = { before: positionOf(query.before), after: positionOf(query.after) };
      const page = await messages.list(params.conversationId, from, query.limit);
      return reply(200, {
        items: page.messages.map(messageView),
        olderCursor: cursorOf(page.older),
        newerCursor: cursorOf(page.newer),
      });
    },
  });

function positionOf(text: string | undefined): Position | undefined {
  if (text === undefined) return undefined;
  const [orderedAt, lastId] = decodeCursor(text, ["number", "string"]);
  return { orderedAt, id: lastId };
}

function cursorOf(position: Position | undefined): string | null {
  return position === undefined ? null : encodeCursor([position.orderedAt, position.id]);
}
