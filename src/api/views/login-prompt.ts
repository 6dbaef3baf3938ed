import { z } from "zod";
import type { LoginPrompt } from "../../adapter/index.ts";
import { time } from "../fields.ts";

const step = { stepId: z.string(), instructions: z.string().optional() };

/** A QR code is as good as a password: for who may manage channels, never logged. */
export const loginPromptSchema = z
  .discriminatedUnion("type", [
    z.object({ ...step, type: z.literal("qr"), data: z.string(), expiresAt: time.optional() }),
    z.object({ ...step, type: z.literal("code"), code: z.string() }),
    z.object({ ...step, type: z.literal("wait") }),
    z.object({
      ...step,
      type: z.literal("input"),
      fields: z.array(
        z.object({
          id: z.string(),
          label: z.string(),
          secret: z.boolean().optional(),
          pattern: z.string().optional(),
        }),
      ),
    }),
  ])
  .meta({ id: "LoginPrompt", description: "A step that the operator has to take" });

export function loginPromptView(prompt: LoginPrompt): z.input<typeof loginPromptSchema> {
  if (prompt.type === "input") return { ...prompt, fields: [...prompt.fields] };
  if (prompt.type !== "qr") return prompt;
  const { expiresAt, ...rest } = prompt;
  return { ...rest, ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }) };
}
