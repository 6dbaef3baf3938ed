/** Making one takes far longer than using it, and a list uses many at every frame. */
function kept<F>(make: (locale: string, options: object) => F) {
  const made = new Map<string, F>();
  return (locale: string, options: object): F => {
    const key = locale + JSON.stringify(options);
    const found = made.get(key) ?? make(locale, options);
    made.set(key, found);
    return found;
  };
}

const format = kept(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);
const number = kept(
  (locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);

/** Ann, Ben and Cem */
export function listed(names: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale).format(names);
}

const isSameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** 14:05 */
export function clockTime(iso: string, locale: string): string {
  return format(locale, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

/** As a list shows it: the time today, the weekday this week, the date before. */
export function shortTime(iso: string, locale: string, now = new Date()): string {
  const at = new Date(iso);
  if (isSameDay(at, now)) return clockTime(iso, locale);
  const days = (now.getTime() - at.getTime()) / 86_400_000;
  if (days < 6) return format(locale, { weekday: "short" }).format(at);
  const isThisYear = at.getFullYear() === now.getFullYear();
  return format(locale, {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** A moment to come: the weekday, the date and the time. */
export function appointment(iso: string | Date, locale: string): string {
  return format(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(iso));
}

/** Everything, for whoever wants it exactly. */
export function fullTime(iso: string, locale: string): string {
  return format(locale, { dateStyle: "full", timeStyle: "medium" }).format(new Date(iso));
}

/** To the second, without the weekday. */
export function exactTime(iso: string, locale: string): string {
  return format(locale, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(iso));
}

/** Today, yesterday, or the date. */
export function dayName(iso: string, locale: string, now = new Date()): string {
  const at = new Date(iso);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (isSameDay(at, now)) return relative.format(0, "day");
  if (isSameDay(at, yesterday)) return relative.format(-1, "day");
  return format(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(at);
}

/** 1:05 */
export function lengthOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** 5 min, 3 hr, 2 days: whole ones, at least a minute. */
export function spanOf(ms: number, locale: string): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000));
  const [amount, unit] =
    minutes < 60
      ? [minutes, "minute"]
      : minutes < 24 * 60
        ? [Math.floor(minutes / 60), "hour"]
        : [Math.floor(minutes / 60 / 24), "day"];
  return number(locale, { style: "unit", unit, unitDisplay: "short" }).format(amount);
}

/** 1.2 MB */
export function sizeOf(bytes: number, locale: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(
    units.length - 1,
    Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)),
  );
  return number(locale, {
    style: "unit",
    unit: units[power] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}
