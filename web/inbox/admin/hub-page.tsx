import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Hub } from "../api/schema.ts";
import { usePageTitle } from "../app/page-title.ts";
import { isLocale, locales } from "../i18n/i18n.ts";
import { hubQuery } from "../inbox/hub-query.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { problemText } from "../ui/problem-text.ts";
import { Select } from "../ui/select.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { OpeningHours } from "./opening-hours.tsx";

/** What the admins decide for the hub as a whole. */
export function HubPage() {
  const { t } = useTranslation();
  const { data, error } = useQuery(hubQuery);
  usePageTitle(t("settings.hub"));
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("settings.hub")}</h1>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      {data !== undefined && <HubForm hub={data} />}
    </>
  );
}

const weekdays = [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" }];

function HubForm({ hub: before }: { readonly hub: Hub }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const zones = useId();
  const { problem, isBusy, attempt } = useAttempt();
  const [isSaved, setSaved] = useState(false);
  const [name, setName] = useState(before.name);
  // Nothing decided yet: most likely it is where this browser is, and in its language.
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [timeZone, setTimeZone] = useState(before.areHoursSet ? before.timeZone : here);
  const [locale, setLocale] = useState(before.areHoursSet ? before.locale : i18n.language);
  const [hours, setHours] = useState(before.areHoursSet ? before.hours : weekdays);
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setSaved(false);
    const isDone = await attempt(async () => {
      const body = { name, timeZone, locale, hours };
      client.setQueryData(hubQuery.queryKey, await hub("changeHub", { body }));
    });
    setSaved(isDone);
  };
  return (
    <form className="grid gap-6" onSubmit={(event) => void submit(event)}>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <section className="card grid gap-4">
        <Field
          label={t("hub.name")}
          hint={t("hub.nameHint")}
          value={name}
          maxLength={80}
          autoComplete="organization"
          onChange={({ target }) => setName(target.value)}
        />
        <Select
          label={t("hub.locale")}
          hint={t("hub.localeHint")}
          value={locale}
          options={Object.entries(locales)}
          onChange={(value) => isLocale(value) && setLocale(value)}
        />
      </section>
      <section className="card grid gap-4" aria-labelledby={`${zones}-title`}>
        <h2 id={`${zones}-title`} className="font-semibold">
          {t("hub.hours")}
        </h2>
        <p className="text-sm text-soft">{t("hub.hoursText")}</p>
        <Field
          label={t("hub.timeZone")}
          hint={t("hub.timeZoneHint")}
          value={timeZone}
          list={zones}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          required
          onChange={({ target }) => setTimeZone(target.value)}
        />
        <datalist id={zones}>
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </datalist>
        <OpeningHours hours={hours} onChange={setHours} />
      </section>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" isDisabled={isBusy}>
          {t("save")}
        </Button>
        <p role="status" className="text-sm text-good">
          {isSaved && t("saved")}
        </p>
      </div>
    </form>
  );
}
