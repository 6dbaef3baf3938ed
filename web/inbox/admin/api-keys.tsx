import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { usePageTitle } from "../app/page-title.ts";
import { shortTime } from "../i18n/times.ts";
import { useSession } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm, type Question } from "../ui/confirm.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { problemText } from "../ui/problem-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";

const queryKey = ["api-keys"];

export function ApiKeys() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => hub("listApiKeys", { signal }),
    staleTime: 0,
  });
  const [question, setQuestion] = useState<Question>();
  const { problem, attempt } = useAttempt();
  usePageTitle(t("settings.apiKeys"));
  const revoke = (apiKeyId: string): Promise<boolean> =>
    attempt(async () => {
      await hub("revokeApiKey", { params: { apiKeyId } });
      await client.invalidateQueries({ queryKey });
    });
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("settings.apiKeys")}</h1>
      <p className="text-sm text-soft">
        {t("keys.text")}{" "}
        <a href="/api/docs" className="link">
          {t("keys.docs")}
        </a>
      </p>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      {problem !== undefined && <Alert>{problem}</Alert>}
      <ul className="grid gap-3">
        {data?.items.map(({ id, name, prefix, scopes, lastUsedAt }) => (
          <li key={id} className="card flex flex-wrap items-center gap-3">
            <div className="min-w-40 flex-1">
              <p className="font-medium">
                <bdi>{name}</bdi>
              </p>
              <p className="text-sm break-words text-soft">
                <code>{prefix}…</code> · {scopes.join(", ")}
              </p>
              <p className="text-sm text-soft">
                {lastUsedAt === null
                  ? t("keys.neverUsed")
                  : t("keys.lastUsed", { time: shortTime(lastUsedAt, i18n.language) })}
              </p>
            </div>
            <Button
              small
              variant="danger"
              onPress={() =>
                setQuestion({
                  title: t("keys.revoke"),
                  text: t("keys.revokeText", { name }),
                  yes: t("keys.revoke"),
                  isDangerous: true,
                  onYes: () => void revoke(id),
                })
              }
            >
              {t("keys.revoke")}
            </Button>
          </li>
        ))}
      </ul>
      <NewKey />
      <Confirm question={question} onClose={() => setQuestion(undefined)} />
    </>
  );
}

function NewKey() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { permissions } = useSession();
  const [secret, setSecret] = useState<string>();
  const { problem, attempt } = useAttempt();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const scopes = permissions.filter((permission) => form.has(permission));
    await attempt(async () => {
      const made = await hub("createApiKey", { body: { name: textIn(form, "name"), scopes } });
      setSecret(made.secret);
      await client.invalidateQueries({ queryKey });
    });
  };
  return (
    <section className="card">
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <h2 className="font-semibold">{t("keys.add")}</h2>
        {problem !== undefined && <Alert>{problem}</Alert>}
        <Field label={t("keys.name")} name="name" maxLength={100} autoComplete="off" required />
        <fieldset className="grid gap-1 sm:grid-cols-2">
          <legend className="text-sm font-medium">{t("keys.scopes")}</legend>
          {permissions.map((permission) => (
            <label key={permission} className="flex min-h-8 items-center gap-3 text-sm">
              <input
                type="checkbox"
                name={permission}
                className="size-5 accent-accent"
                defaultChecked
              />
              <code>{permission}</code>
            </label>
          ))}
        </fieldset>
        <div>
          <Button type="submit">{t("keys.add")}</Button>
        </div>
        {secret !== undefined && (
          <Field
            label={t("keys.secret")}
            readOnly
            value={secret}
            dir="ltr"
            autoComplete="off"
            spellCheck={false}
            onFocus={({ target }) => target.select()}
            autoFocus
          />
        )}
      </form>
    </section>
  );
}
