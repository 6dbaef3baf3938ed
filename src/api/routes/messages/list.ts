import { z } from "zod";
import type { MessagePage } from "../../../inbox/messages.ts";
import { decodeCursor, encodeCursor } from "../../cursor.ts";
import { id, pageQuery, time } from "../../fields.ts";
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
      "The newest page, unless one of `before`, `after`, `around` and `at` says from where to read.",
    access: "conversations:read",
    params: z.object({ conversationId: id }),
    query: z.strictObject({
      before: cursor.meta({ description: "`olderCursor` of an answer" }),
      after: cursor.meta({ description: "`newerCursor` of an answer" }),
      around: id.optional().meta({ description: "A message: the page that has it in the middle" }),
      at: time.optional().meta({
        description:
          "The page that has the first message from then on in the middle, or the newest page",
      }),
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
        hasNewer: z.boolean().meta({ description: "Whether there is more after these by now" }),
      }),
    },
    async handle({ params, query, reply }) {
      const { before, after, around, at, limit } = query;
      if ([before, after, around, at].filter((one) => one !== undefined).length > 1) {
        throw new Problem("invalid-request", "before, after, around, at: give one of them.");
      }
      const place = {
        before: positionOf(before),
        after: positionOf(after),
        around,
        at: at === undefined ? undefined : Date.parse(at),
      };
      const page = await messages.list(params.conversationId, place, limit);
      return reply(200, {
        items: page.messages.map(messageView),
        olderCursor: cursorOf(page.older),
        newerCursor: cursorOf(page.newer),
        hasNewer: page.hasNewer,
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
