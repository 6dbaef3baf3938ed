/** When a snoozed conversation may come back, in the agent's own time zone. */
export interface SnoozeTime {
  readonly name: "laterToday" | "tomorrow" | "nextWeek";
  readonly at: Date;
}

const morning = 9;
const laterHours = 3;

export function snoozeTimes(now: Date): readonly SnoozeTime[] {
  const day = (days: number, hour: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const later = day(0, now.getHours() + laterHours);
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  const all: readonly SnoozeTime[] = [
    { name: "laterToday", at: later },
    { name: "tomorrow", at: day(1, morning) },
    { name: "nextWeek", at: day(daysToMonday, morning) },
  ];
  // Late in the evening there is no later today.
  return later.getDate() === now.getDate() ? all : all.slice(1);
}

/** As a field for date and time takes it. */
export function localInput(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
