import { z } from "zod";
import type { BulkChanges } from "../../../inbox/bulk-changes.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { bulkChangeSchema, bulkChangeView } from "../../views/bulk-changes.ts";

export const cancelBulkChange = (bulkChanges: BulkChanges): Route =>
  route({
    method: "POST",
    path: "/api/v1/bulk-changes/:bulkChangeId/cancel",
    name: "cancelBulkChange",
    summary: "Stop a change to many conversations",
    description: "What has been changed stays so, and can be undone.",
    access: "conversations:write",
    params: z.object({ bulkChangeId: id }),
    responses: { 200: bulkChangeSchema },
    async handle({ actor, params, reply }) {
      const cancelled = await bulkChanges.cancel(inboxActor(actor), params.bulkChangeId);
      return reply(200, bulkChangeView(cancelled));
    },
  });
