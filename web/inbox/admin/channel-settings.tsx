import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Channel, Json } from "../api/schema.ts";
import { channelsQuery } from "../inbox/directory.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { adapterQuery } from "./adapters.ts";
import { filledIn } from "./filled-in.ts";
import { SettingsForm } from "./settings-form.tsx";
import { asText, fieldsOf } from "./settings-schema.ts";

export function ChannelSettings({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: adapter } = useQuery(adapterQuery(channel.adapter));
  const [name, setName] = useState(channel.name);
  const [values, setValues] = useState(() => textsOf(channel.settings ?? {}));
  const { problem, attempt } = useAttempt();
  const [isSaved, setSaved] = useState(false);
  if (adapter === undefined) return null;
  const fields = fieldsOf(adapter.settingsSchema);
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setSaved(false);
    const isDone = await attempt(async () => {
      const settings = filledIn(fields, values);
      await hub("changeChannel", { params: { channelId: channel.id }, body: { name, settings } });
      await client.invalidateQueries({ queryKey: channelsQuery.queryKey });
    });
    setSaved(isDone);
  };
  return (
    <section className="card" aria-labelledby="channel-settings">
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <h2 id="channel-settings" className="font-semibold">
          {t("channel.settings")}
        </h2>
        {problem !== undefined && <Alert>{problem}</Alert>}
        <p role="status" className="text-sm text-good empty:hidden">
          {isSaved && t("saved")}
        </p>
        <Field
          label={t("channels.name")}
          value={name}
          maxLength={100}
          required
          onChange={({ target }) => setName(target.value)}
        />
        <SettingsForm
          fields={fields}
          values={values}
          secretsSet={channel.secretsSet}
          onChange={(field, value) => setValues((all) => ({ ...all, [field]: value }))}
        />
        <div>
          <Button type="submit">{t("save")}</Button>
        </div>
      </form>
    </section>
  );
}

function textsOf(settings: Readonly<Record<string, Json>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, asText(value)]));
}
