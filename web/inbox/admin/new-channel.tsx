import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Hub } from "../api/schema.ts";
import { usePageTitle } from "../app/page-title.ts";
import { channelsQuery } from "../inbox/directory.ts";
import { hubQuery, practice } from "../inbox/hub-query.ts";
import { platformName } from "../inbox/platform.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { problemText } from "../ui/problem-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { Select } from "../ui/select.tsx";
import { adapterQuery, adaptersQuery } from "./adapters.ts";
import { RiskNotice } from "./risk-notice.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { filledIn } from "./filled-in.ts";
import { asText, fieldsOf } from "./settings-schema.ts";

/** Platform, what it can do and what it risks, then the form that its adapter asks for. */
export function NewChannel() {
  const { t } = useTranslation();
  const { data: adapters, error } = useQuery(adaptersQuery);
  const [chosen, setChosen] = useState("");
  usePageTitle(t("channels.add"));
  const names = adapters?.items.map(({ name }) => name).filter((name) => name !== practice) ?? [];
  const adapter = chosen === "" ? (names[0] ?? "") : chosen;
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("channels.add")}</h1>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      {adapters?.problems.map((one) => (
        <Alert key={one.package}>
          {one.package}: {one.problem}
        </Alert>
      ))}
      {names.length > 0 && (
        <section className="card grid gap-4">
          <Select
            label={t("channels.platform")}
            value={adapter}
            options={names.map((name) => [name, platformName(name, t)])}
            onChange={setChosen}
          />
          <RiskNotice key={adapter} adapter={adapter}>
            <Connect adapter={adapter} />
          </RiskNotice>
        </section>
      )}
    </>
  );
}

function Connect({ adapter }: { readonly adapter: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data, error } = useQuery(adapterQuery(adapter));
  const hubSettings = useQuery(hubQuery).data;
  const [name, setName] = useState("");
  const [filled, setValues] = useState<Readonly<Record<string, string>>>({});
  const { problem, isBusy, attempt } = useAttempt();
  if (error !== null) return <Alert>{problemText(error, t)}</Alert>;
  if (data === undefined) return <p className="text-sm text-soft">{t("loading")}</p>;
  const fields = fieldsOf(data.settingsSchema);
  // Where a platform knows hours, it begins with those of the hub.
  const values = { ...hoursOf(hubSettings), ...filled };
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    await attempt(async () => {
      const settings = filledIn(fields, values);
      const made = await hub("createChannel", { body: { adapter, name, settings } });
      await client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      await navigate({ to: "/settings/channels/$channelId", params: { channelId: made.id } });
    });
  };
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <Field
        label={t("channels.name")}
        hint={t("channels.nameHint")}
        value={name}
        maxLength={100}
        required
        onChange={({ target }) => setName(target.value)}
      />
      <SettingsForm
        fields={fields}
        values={values}
        onChange={(field, value) => setValues((all) => ({ ...all, [field]: value }))}
      />
      <div>
        <Button type="submit" variant="primary" isDisabled={isBusy}>
          {t("channels.connect")}
        </Button>
      </div>
    </form>
  );
}

function hoursOf(settings: Hub | undefined): Readonly<Record<string, string>> {
  if (settings?.areHoursSet !== true) return {};
  return { timeZone: settings.timeZone, officeHours: asText(settings.hours) };
}
