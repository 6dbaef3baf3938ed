import { z } from "zod";
import { priorities } from "../../inbox/conversation.ts";
import type { Message } from "../../inbox/message.ts";
import { cleanFileName } from "../../media/file-names.ts";
import { id, time } from "../fields.ts";
import { statuses } from "./conversations.ts";
import { partSchema } from "./parts.ts";

export const messageSchema = z
  .object({
    id,
    conversationId: id,
    channelId: id,
    direction: z.enum(["inbound", "outbound", "note", "activity"]),
    origin: z
      .enum(["live", "catch-up", "history"])
      .meta({ description: "`catch-up`: came while the hub was away. `history`: old" }),
    author: z.object({
      kind: z
        .enum(["customer", "agent", "program", "device", "system"])
        .meta({ description: "`device`: our account, written in the platform's own app" }),
      id: z.string().nullable(),
      name: z.string(),
    }),
    parts: z.array(partSchema).meta({ description: "Empty once the message is deleted" }),
    sentAt: time,
    receivedAt: time,
    editedAt: time.nullable(),
    deletedAt: time.nullable(),
    albumId: z.string().nullable().meta({ description: "The same for all messages of an album" }),
    replyTo: z.object({ messageId: id.nullable(), excerpt: z.string().nullable() }).nullable(),
    forwarded: z.boolean(),
    mentionsSelf: z.boolean(),
    lookalikes: z.array(id).meta({
      description:
        "Of a platform's line: contacts who may be the same person as the conversation's. It proves nothing: a person has to join them",
    }),
    reactions: z.array(
      z.object({
        by: z.enum(["customer", "self"]),
        name: z.string(),
        emojis: z.array(z.string()),
      }),
    ),
    activity: z
      .object({
        status: z.enum(statuses).optional(),
        from: z.enum(statuses).optional(),
        snoozedUntil: time.nullable().optional(),
        assigneeId: id.nullable().optional(),
        priority: z.enum(priorities).optional(),
        labels: z.array(z.string()).optional(),
      })
      .nullable()
      .meta({
        description:
          "What was done with the conversation, by `author`, or by the hub when that is `system`",
      }),
    delivery: z
      .object({
        state: z.string().meta({
          description:
            "`queued`, `sending`, `accepted`, `sent`, `delivered`, `read`, `failed`, or `unknown`: it may have arrived, and is not sent again by itself",
          example: "sent",
        }),
        code: z.string().nullable(),
        reason: z.string().nullable().meta({ description: "In plain words" }),
        degraded: z
          .array(z.string())
          .meta({ description: "What the platform couldn't show as asked" }),
      })
      .nullable()
      .meta({ description: "Of what we sent" }),
  })
  .meta({ id: "Message", description: "An entry of a conversation" });

/** A file's name is shown as it will be saved: no folder, nothing hidden, nothing turned around. */
function partView(part: Message["parts"][number]): Message["parts"][number] {
  if (part.type !== "media" || part.media.fileName === null) return part;
  const { fileName, mimeType } = part.media;
  return { ...part, media: { ...part.media, fileName: cleanFileName(fileName, mimeType) } };
}

function plainActivity(activity: NonNullable<Message["activity"]>) {
  const { labels, ...rest } = activity;
  return { ...rest, ...(labels !== undefined && { labels: [...labels] }) };
}

export function messageView(message: Message): z.input<typeof messageSchema> {
  const { parts, reactions, activity, delivery, ...rest } = message;
  return {
    ...rest,
    // Read-only lists become plain ones in JSON; their content is checked by the schema.
    parts: parts.map(partView) as z.input<typeof partSchema>[],
    lookalikes: [...message.lookalikes],
    reactions: reactions.map((reaction) => ({ ...reaction, emojis: [...reaction.emojis] })),
    activity: activity === null ? null : plainActivity(activity),
    delivery: delivery === null ? null : { ...delivery, degraded: [...delivery.degraded] },
    sentAt: message.sentAt.toISOString(),
    receivedAt: message.receivedAt.toISOString(),
    editedAt: message.editedAt?.toISOString() ?? null,
    deletedAt: message.deletedAt?.toISOString() ?? null,
  };
}
