import { DateTime } from "luxon";
import type { WebchatSettings } from "../settings.ts";

type Hours = Pick<WebchatSettings, "timeZone" | "officeHours" | "holidays">;

/** Further ahead nobody wants to be told when somebody is there again. */
const daysAhead = 60;

/** Whether somebody is there now, and if not, from when on. By the wall clock of the zone, through summer time too. */
export function hoursAt(
  now: Date,
  { timeZone, officeHours, holidays }: Hours,
): { readonly open: boolean; readonly opensAt?: string } {
  if (officeHours.length === 0 && holidays.length === 0) return { open: true };
  const here = DateTime.fromJSDate(now, { zone: timeZone });
  const always = [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" }];
  const week = officeHours.length === 0 ? always : officeHours;
  const openings = Array.from({ length: daysAhead }, (_, n) =>
    here.startOf("day").plus({ days: n }),
  )
    .filter((day) => !holidays.includes(day.toFormat("yyyy-MM-dd")))
    .flatMap((day) =>
      week
        .filter(({ days }) => days.includes(day.weekday))
        .map(({ from, to }) => ({ from: at(day, from), to: at(day, to) })),
    );
  if (openings.some(({ from, to }) => from <= here && here < to)) return { open: true };
  const next = openings.map(({ from }) => from.toMillis()).filter((ms) => ms > now.getTime());
  if (next.length === 0) return { open: false };
  return { open: false, opensAt: new Date(Math.min(...next)).toISOString() };
}

function at(day: DateTime, time: string): DateTime {
  if (time === "24:00") return day.plus({ days: 1 });
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return day.set({ hour, minute });
}
