import { z } from "zod";
import type { Capabilities } from "../../adapter/index.ts";

const support = z.enum(["native", "fallback", "none"]);
const changeable = z.object({ support, windowMs: z.number().optional() });

/** What a channel can do, for whoever draws a composer. */
export const capabilitiesSchema = z
  .object({
    text: z.object({ maxLength: z.number(), styles: z.array(z.string()) }),
    media: z.record(
      z.string(),
      z.object({
        support,
        mimeTypes: z.array(z.string()).optional(),
        maxBytes: z.number().optional(),
        maxCaptionLength: z.number().optional(),
      }),
    ),
    parts: z.record(z.string(), support),
    partsPerMessage: z.number(),
    reply: support,
    reactions: support,
    typing: z.object({ send: z.boolean(), receive: z.boolean() }),
    edit: changeable,
    delete: changeable,
    receipts: z.array(z.enum(["sent", "delivered", "read", "failed"])),
    markRead: z.boolean(),
    groups: z.boolean(),
    startConversation: z.boolean(),
    replyWindowMs: z.number().optional(),
  })
  .meta({ id: "Capabilities", description: "What a channel can do" });

export function capabilitiesView(capabilities: Capabilities): z.input<typeof capabilitiesSchema> {
  const { text, receipts, media, parts, ...rest } = capabilities;
  return {
    ...rest,
    text: { ...text, styles: [...text.styles] },
    receipts: [...receipts],
    media: media as z.input<typeof capabilitiesSchema>["media"],
    parts: { ...parts },
  };
}
