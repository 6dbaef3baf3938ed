import { z } from "zod";
import type { BulkChanges } from "../../../inbox/bulk-changes.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { bulkChangeSchema, bulkChangeView } from "../../views/bulk-changes.ts";

export const getBulkChange = (bulkChanges: BulkChanges): Route =>
  route({
    method: "GET",
    path: "/api/v1/bulk-changes/:bulkChangeId",
    name: "getBulkChange",
    summary: "How far a change to many conversations is",
    description: "One's own. Forgotten a week after it was over.",
    access: "conversations:write",
    params: z.object({ bulkChangeId: id }),
    responses: { 200: bulkChangeSchema },
    async handle({ actor, params, reply }) {
      const found = await bulkChanges.get(inboxActor(actor), params.bulkChangeId);
      return reply(200, bulkChangeView(found));
    },
  });
