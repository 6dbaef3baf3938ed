import { z } from "zod";
import { locale } from "../fields.ts";
import type { HubState } from "../../hub/hub-settings.ts";

const wallTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be a time of day such as 09:00")
  .meta({ example: "09:00" });

const opening = z
  .strictObject({
    days: z.array(z.int().min(1).max(7)).min(1).max(7).meta({ description: "1 is Monday" }),
    from: wallTime,
    to: wallTime,
  })
  .refine(({ from, to }) => from < to, "must end after it begins; for a night make two of it");

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, "must be a time zone such as Asia/Shanghai")
  .meta({ example: "Asia/Shanghai" });

/** What admins decide; a change has any of it. */
export const hubChoices = z.strictObject({
  name: z
    .string()
    .trim()
    .max(80)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), "must not contain control characters")
    .meta({ description: "Empty: none of its own" }),
  timeZone,
  locale: locale.meta({ description: "Of new agents" }),
  hours: z
    .array(opening)
    .max(50)
    .meta({ description: "When somebody is there, in the time zone; empty: always" }),
  isSetupClosed: z
    .boolean()
    .meta({ description: "Nobody is reminded any more of what is left to set up" }),
});

export const hubSchema = z
  .object({
    ...hubChoices.shape,
    areHoursSet: z.boolean().meta({ description: "Time zone and hours were decided" }),
    hasAnswered: z.boolean().meta({ description: "Something was sent to a customer" }),
  })
  .meta({ id: "Hub", description: "What the admins decided for the hub as a whole" });

export function hubView({ hours, ...state }: HubState): z.input<typeof hubSchema> {
  return { ...state, hours: hours.map((one) => ({ ...one, days: [...one.days] })) };
}

/** A zone with a name: of an offset, nobody would know its summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
