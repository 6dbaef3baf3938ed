import { z } from "zod";
import type { SavedViews } from "../../../inbox/saved-views.ts";
import { type Route, route } from "../../route.ts";
import { savedViewSchema, savedViewView } from "../../views/saved-views.ts";
import { viewerOf } from "./viewer.ts";

export const listViews = (views: SavedViews): Route =>
  route({
    method: "GET",
    path: "/api/v1/views",
    name: "listViews",
    summary: "Saved views: one's own, then the shared ones",
    access: "signed-in",
    responses: { 200: z.object({ items: z.array(savedViewSchema) }) },
    async handle({ actor, reply }) {
      return reply(200, { items: (await views.of(viewerOf(actor))).map(savedViewView) });
    },
  });
