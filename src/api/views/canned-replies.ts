import { z } from "zod";
import type { CannedReply } from "../../inbox/canned-replies.ts";
import { id, locale, time } from "../fields.ts";

export const shortCode = z
  .string()
  .regex(/^[\p{L}\p{N}_-]{1,32}$/u, "must be 1 to 32 letters, digits, _ or -")
  .meta({ description: "What is typed behind a `/` to have it; capitals make no difference" });

export const cannedTitle = z.string().trim().max(100);

export const cannedTexts = z
  .record(locale, z.string().min(1).max(4000))
  .refine((texts) => Object.keys(texts).length > 0, "must have a text in one language at least")
  .refine((texts) => Object.keys(texts).length <= 10, "must not have more than 10 languages")
  .meta({
    description:
      "By language tag. May have variables such as `{{contact.name}}`, for the client to fill in",
    example: { en: "Hello {{contact.name}}!", "zh-CN": "{{contact.name}}，您好！" },
  });

export const cannedReplySchema = z
  .object({
    id,
    isShared: z.boolean().meta({ description: "Everybody's, or only of the agent who asks" }),
    shortCode: z.string(),
    title: z.string(),
    texts: z.record(z.string(), z.string()),
    updatedAt: time,
  })
  .meta({ id: "CannedReply", description: "A reply kept ready, in one language or several" });

export function cannedReplyView(reply: CannedReply): z.input<typeof cannedReplySchema> {
  return { ...reply, texts: { ...reply.texts }, updatedAt: reply.updatedAt.toISOString() };
}
