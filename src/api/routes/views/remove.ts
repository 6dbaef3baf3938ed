import { z } from "zod";
import type { SavedViews } from "../../../inbox/saved-views.ts";
import { id } from "../../fields.ts";
import { noContent, type Route, route } from "../../route.ts";
import { viewerOf } from "./viewer.ts";

export const removeView = (views: SavedViews): Route =>
  route({
    method: "DELETE",
    path: "/api/v1/views/:viewId",
    name: "removeView",
    summary: "Delete a saved view",
    access: "signed-in",
    params: z.object({ viewId: id }),
    responses: { 204: noContent },
    async handle({ actor, params, reply }) {
      await views.remove(viewerOf(actor), params.viewId);
      return reply(204);
    },
  });
