import { z } from "zod";
import { type Conversation, priorities } from "../../inbox/conversation.ts";
import { id, time } from "../fields.ts";

export const statuses = ["open", "pending", "snoozed", "resolved"] as const;

export const conversationSchema = z
  .object({
    id,
    channelId: id,
    kind: z.enum(["direct", "group", "channel"]),
    title: z.string(),
    contactId: id.nullable().meta({ description: "The person; null for groups" }),
    status: z.enum(statuses),
    snoozedUntil: time.nullable().meta({
      description:
        "When a snoozed one comes back; null: when the customer writes, which wakes every one",
    }),
    assigneeId: id.nullable(),
    priority: z.enum(priorities),
    waitingSince: time
      .nullable()
      .meta({ description: "When the first message came that nobody has answered" }),
    labels: z.array(z.string()),
    mentionedIds: z.array(id).meta({ description: "Agents whom its notes name" }),
    reachability: z
      .enum(["open", "blocked", "left"])
      .meta({ description: "Whether the customer can be written to" }),
    version: z.int().meta({ description: "Send it along with a reply, as `conversationVersion`" }),
    unreadCount: z.int(),
    lastActivityAt: time,
    lastCustomerMessageAt: time.nullable(),
    preview: z
      .object({
        direction: z.enum(["inbound", "outbound", "note", "activity"]),
        kind: z.string().meta({ example: "image" }),
        text: z.string(),
      })
      .nullable(),
    createdAt: time,
  })
  .meta({ id: "Conversation", description: "A thread with a customer" });

export function conversationView(conversation: Conversation): z.input<typeof conversationSchema> {
  return {
    ...conversation,
    labels: [...conversation.labels],
    mentionedIds: [...conversation.mentionedIds],
    snoozedUntil: conversation.snoozedUntil?.toISOString() ?? null,
    waitingSince: conversation.waitingSince?.toISOString() ?? null,
    lastActivityAt: conversation.lastActivityAt.toISOString(),
    lastCustomerMessageAt: conversation.lastCustomerMessageAt?.toISOString() ?? null,
    createdAt: conversation.createdAt.toISOString(),
  };
}
