import { z } from "zod";
import type { BulkChanges } from "../../../inbox/bulk-changes.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { bulkChangeSchema, bulkChangeView } from "../../views/bulk-changes.ts";

export const undoBulkChange = (bulkChanges: BulkChanges): Route =>
  route({
    method: "POST",
    path: "/api/v1/bulk-changes/:bulkChangeId/undo",
    name: "undoBulkChange",
    summary: "Take back a change to many conversations",
    description:
      "Answers with another bulk change that does it. A conversation to which something else has happened since stays as it is.",
    access: "conversations:write",
    weight: 50,
    params: z.object({ bulkChangeId: id }),
    responses: { 202: bulkChangeSchema },
    problems: ["conflict"],
    async handle({ actor, params, reply }) {
      const undoing = await bulkChanges.undo(inboxActor(actor), params.bulkChangeId);
      return reply(202, bulkChangeView(undoing));
    },
  });
