import { z } from "zod";
import { ConversationCounts } from "../../../inbox/conversation-counts.ts";
import type { SavedViews } from "../../../inbox/saved-views.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { viewerOf } from "./viewer.ts";

const { most } = ConversationCounts;

export const countViews = (views: SavedViews): Route =>
  route({
    method: "GET",
    path: "/api/v1/views/counts",
    name: "countViews",
    summary: "How many conversations are in each saved view",
    description: `Counted up to ${most}.`,
    access: "signed-in",
    responses: {
      200: z.object({ items: z.array(z.object({ viewId: id, count: z.int().min(0).max(most) })) }),
    },
    async handle({ actor, reply }) {
      const counts = await views.counts(viewerOf(actor), most);
      return reply(200, { items: [...counts].map(([viewId, count]) => ({ viewId, count })) });
    },
  });
