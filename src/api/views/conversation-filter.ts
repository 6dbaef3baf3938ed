import { z } from "zod";
import { priorities } from "../../inbox/conversation.ts";
import { id } from "../fields.ts";

/** What conversations are chosen by, in a list and in a saved view alike. */
export const filterFields = {
  assignee: z
    .union([z.enum(["me", "none"]), id])
    .optional()
    .meta({ description: "`me`, `none` or an agent's id" }),
  channel: id.optional(),
  label: z.string().min(1).max(100).optional(),
  priority: z.enum(priorities).optional(),
  mentioned: z.literal("me").optional().meta({ description: "With a note that names who asks" }),
  unread: z.enum(["true", "false"]).optional(),
};
