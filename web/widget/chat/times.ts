import type { Locale, Say } from "./words.ts";

export function clock(time: string, locale: Locale): string {
  return new Date(time).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}

export function longTime(time: string, locale: Locale): string {
  return new Date(time).toLocaleString(locale, { dateStyle: "full", timeStyle: "short" });
}

export function day(time: string, locale: Locale, say: Say): string {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const then = new Date(time).setHours(0, 0, 0, 0);
  const daysAgo = Math.round((midnight - then) / 86_400_000);
  if (daysAgo === 0) return say("today");
  if (daysAgo === 1) return say("yesterday");
  return new Date(time).toLocaleDateString(locale, { dateStyle: "full" });
}
