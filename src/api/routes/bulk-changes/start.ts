import { z } from "zod";
import { mostInBulk } from "../../../inbox/bulk-change.ts";
import type { BulkChanges } from "../../../inbox/bulk-changes.ts";
import { id, idempotencyHeaders } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { bulkChangeSchema, bulkChangeView, bulkOrder } from "../../views/bulk-changes.ts";

export const startBulkChange = (bulkChanges: BulkChanges): Route =>
  route({
    method: "POST",
    path: "/api/v1/bulk-changes",
    name: "startBulkChange",
    summary: "Change many conversations",
    description:
      "Goes on by itself after the answer, one conversation after the other, also when the hub is restarted: ask how far it is. What one of them is refused is nothing to the others.",
    access: "conversations:write",
    weight: 50,
    headers: idempotencyHeaders,
    body: z.strictObject({
      conversationIds: z.array(id).min(1).max(mostInBulk),
      change: bulkOrder,
    }),
    responses: { 202: bulkChangeSchema },
    problems: ["conflict", "idempotency-key-reused"],
    async handle({ actor, body, header, reply }) {
      const made = await bulkChanges.start(inboxActor(actor), {
        conversationIds: body.conversationIds,
        order: body.change,
        idempotencyKey: header("idempotency-key"),
      });
      return reply(202, bulkChangeView(made));
    },
  });
