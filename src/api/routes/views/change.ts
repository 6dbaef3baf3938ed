import { z } from "zod";
import type { SavedViews } from "../../../inbox/saved-views.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { savedViewSchema, savedViewView, viewFilter, viewName } from "../../views/saved-views.ts";
import { viewerOf } from "./viewer.ts";

export const changeView = (views: SavedViews): Route =>
  route({
    method: "PATCH",
    path: "/api/v1/views/:viewId",
    name: "changeView",
    summary: "Rename, narrow, share or move a saved view",
    description: "What is left out stays as it is.",
    access: "signed-in",
    params: z.object({ viewId: id }),
    body: z.strictObject({
      name: viewName.optional(),
      filter: viewFilter.optional(),
      isShared: z.boolean().optional(),
      position: z
        .int()
        .min(0)
        .max(100)
        .optional()
        .meta({ description: "Among one's own, or among the shared ones; 0 is the first" }),
    }),
    responses: { 200: savedViewSchema },
    problems: ["conflict"],
    async handle({ actor, params, body, reply }) {
      const changed = await views.change(viewerOf(actor), params.viewId, body);
      return reply(200, savedViewView(changed));
    },
  });
