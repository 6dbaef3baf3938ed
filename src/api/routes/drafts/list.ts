import { z } from "zod";
import type { Drafts } from "../../../inbox/drafts.ts";
import { type Route, route } from "../../route.ts";
import { draftSchema, draftView } from "../../views/drafts.ts";

export const listDrafts = (drafts: Drafts): Route =>
  route({
    method: "GET",
    path: "/api/v1/drafts",
    name: "listDrafts",
    summary: "What one has begun to write",
    description: "One's own: nobody sees what others write before it is sent.",
    access: "signed-in",
    responses: { 200: z.object({ items: z.array(draftSchema) }) },
    async handle({ actor, reply }) {
      return reply(200, { items: (await drafts.of(actor.id)).map(draftView) });
    },
  });
