import { z } from "zod";
import { type BulkChange, bulkFailures, bulkStates, mostInBulk } from "../../inbox/bulk-change.ts";
import { priorities } from "../../inbox/conversation.ts";
import { id, line, time } from "../fields.ts";
import { statuses } from "./conversations.ts";

const labels = z.array(line(50)).min(1).max(50);

/** What is done to each of them. */
export const bulkOrder = z.strictObject({
  status: z.enum(statuses).optional(),
  snoozedUntil: time.nullable().optional(),
  assigneeId: id.nullable().optional(),
  priority: z.enum(priorities).optional(),
  addLabels: labels.optional(),
  removeLabels: labels.optional(),
  read: z
    .literal(true)
    .optional()
    .meta({ description: "Marks all that is in it as read; customers aren't told of it" }),
});

const count = z.int().min(0).max(mostInBulk);

export const bulkChangeSchema = z
  .object({
    id,
    state: z.enum(bulkStates),
    change: bulkOrder,
    undoes: id.nullable().meta({ description: "The bulk change that this one takes back" }),
    total: count,
    changed: count,
    unchanged: count.meta({ description: "They were so already" }),
    failures: z.array(
      z.object({
        conversationId: id,
        title: z.string().meta({ description: "Empty when the conversation is gone" }),
        code: z.enum(bulkFailures).meta({
          description:
            "`changed-since`: not undone, because something else has happened to it meanwhile",
        }),
      }),
    ),
    canUndo: z.boolean(),
    createdAt: time,
    finishedAt: time.nullable(),
  })
  .meta({ id: "BulkChange", description: "A change to many conversations, and how far it is" });

export function bulkChangeView({ order, ...bulk }: BulkChange): z.input<typeof bulkChangeSchema> {
  return {
    ...bulk,
    change: {
      ...order,
      addLabels: order.addLabels && [...order.addLabels],
      removeLabels: order.removeLabels && [...order.removeLabels],
    },
    failures: [...bulk.failures],
    createdAt: bulk.createdAt.toISOString(),
    finishedAt: bulk.finishedAt?.toISOString() ?? null,
  };
}
