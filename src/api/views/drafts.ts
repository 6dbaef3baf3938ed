import { z } from "zod";
import { type Draft, draftModes } from "../../inbox/drafts.ts";
import { id, time } from "../fields.ts";

export const draftMode = z.enum(draftModes);

export const draftId = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters")
  .meta({ description: "The `Idempotency-Key` that it will be sent with: sending ends the draft" });

export const draftSchema = z
  .object({
    conversationId: id,
    mode: draftMode,
    id: draftId,
    text: z.string().meta({ description: "Empty: there is none any more" }),
    savedAt: time.meta({ description: "Of two that are in one place, the later one is valid" }),
  })
  .meta({ id: "Draft", description: "What an agent has begun to write" });

export function draftView({ savedAt, ...draft }: Draft): z.input<typeof draftSchema> {
  return { ...draft, savedAt: savedAt.toISOString() };
}
