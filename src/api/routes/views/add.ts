import { z } from "zod";
import type { SavedViews } from "../../../inbox/saved-views.ts";
import { type Route, route } from "../../route.ts";
import { savedViewSchema, savedViewView, viewFilter, viewName } from "../../views/saved-views.ts";
import { viewerOf } from "./viewer.ts";

export const addView = (views: SavedViews): Route =>
  route({
    method: "POST",
    path: "/api/v1/views",
    name: "addView",
    summary: "Save a view",
    access: "signed-in",
    body: z.strictObject({
      name: viewName,
      filter: viewFilter,
      isShared: z.boolean().default(false),
    }),
    responses: { 201: savedViewSchema },
    problems: ["conflict"],
    async handle({ actor, body, reply }) {
      return reply(201, savedViewView(await views.add(viewerOf(actor), body)));
    },
  });
