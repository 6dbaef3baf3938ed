import { z } from "zod";
import type { SavedView } from "../../inbox/saved-views.ts";
import { id, line } from "../fields.ts";
import { filterFields } from "./conversation-filter.ts";
import { statuses } from "./conversations.ts";

export const viewName = line(60);

export const viewFilter = z
  .strictObject({ status: z.array(z.enum(statuses)).min(1).max(4).optional(), ...filterFields })
  .meta({ id: "ViewFilter", description: "As the list of conversations takes it" });

export const savedViewSchema = z
  .object({
    id,
    name: z.string(),
    filter: viewFilter,
    isShared: z.boolean().meta({ description: "Every agent has it" }),
    mayChange: z.boolean().meta({ description: "Its owner may, and admins when it is shared" }),
  })
  .meta({ id: "SavedView", description: "A filter of the inbox with a name" });

export function savedViewView(view: SavedView): z.input<typeof savedViewSchema> {
  const { status, ...rest } = view.filter;
  return { ...view, filter: { ...rest, ...(status !== undefined && { status: [...status] }) } };
}
