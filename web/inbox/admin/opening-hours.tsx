import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Hub } from "../api/schema.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";

type Opening = Hub["hours"][number];

interface Props {
  readonly hours: readonly Opening[];
  readonly onChange: (hours: readonly Opening[]) => void;
}

/** A day's end has two names; the browser's field knows the other one. */
const midnight = "00:00";
const dayEnd = "24:00";

/** When somebody is there: lines of days with a beginning and an end; two lines for a break at noon. */
export function OpeningHours({ hours, onChange }: Props) {
  const { t } = useTranslation();
  const change = (at: number, opening: Opening): void => onChange(hours.with(at, opening));
  return (
    <div className="grid gap-4">
      {hours.length === 0 && <p className="text-sm">{t("hub.always")}</p>}
      {hours.map((opening, at) => (
        <fieldset key={at} className="grid gap-3 rounded-lg border border-line p-3">
          <legend className="px-1 text-sm font-medium">{t("hub.line", { number: at + 1 })}</legend>
          <Days
            days={opening.days}
            onChange={(days) => days.length > 0 && change(at, { ...opening, days })}
          />
          <div className="flex flex-wrap items-end gap-3">
            <Field
              label={t("hub.from")}
              type="time"
              value={opening.from}
              required
              onChange={({ target }) => change(at, { ...opening, from: target.value })}
            />
            <Field
              label={t("hub.to")}
              type="time"
              value={opening.to === dayEnd ? midnight : opening.to}
              required
              onChange={({ target }) => {
                change(at, { ...opening, to: target.value === midnight ? dayEnd : target.value });
              }}
            />
            <IconButton
              label={t("hub.removeLine", { number: at + 1 })}
              onPress={() => onChange(hours.toSpliced(at, 1))}
            >
              <Trash2 size={18} aria-hidden="true" />
            </IconButton>
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          small
          onPress={() =>
            onChange([...hours, { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" }])
          }
        >
          {t("hub.addLine")}
        </Button>
      </div>
    </div>
  );
}

/** The fifth of January 2026 was a Monday. */
const mondayIs = Date.UTC(2026, 0, 5);

function Days({
  days,
  onChange,
}: {
  readonly days: readonly number[];
  readonly onChange: (days: readonly number[]) => void;
}) {
  const { i18n } = useTranslation();
  const names = new Intl.DateTimeFormat(i18n.language, { weekday: "short", timeZone: "UTC" });
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1">
      {[1, 2, 3, 4, 5, 6, 7].map((day) => (
        <label key={day} className="flex min-h-8 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-5 accent-accent"
            checked={days.includes(day)}
            onChange={({ target }) => {
              const others = days.filter((one) => one !== day);
              onChange(target.checked ? [...others, day].toSorted((a, b) => a - b) : others);
            }}
          />
          {names.format(mondayIs + (day - 1) * 24 * 60 * 60 * 1000)}
        </label>
      ))}
    </div>
  );
}
