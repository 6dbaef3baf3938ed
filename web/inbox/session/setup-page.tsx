import { Link, useNavigate } from "@tanstack/react-router";
import { type SubmitEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub, HubError } from "../api/hub.ts";
import { usePageTitle } from "../app/page-title.ts";
import { locale } from "../app/preferences.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { Doorway } from "./doorway.tsx";
import { begin } from "./session.ts";

/** The one-time link's page. Its token is in the address's fragment, which no browser sends anywhere. */
export function SetupPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const token = useToken();
  const { problem, isBusy, attempt } = useAttempt((error) =>
    error instanceof HubError && error.code === "setup-refused" ? t("setup.refused") : undefined,
  );
  usePageTitle(t("setup.title"));

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string): string => textIn(form, name);
    await attempt(async () => {
      const account = { name: text("name"), email: text("email"), password: text("password") };
      begin(await hub("completeSetup", { body: { ...account, token, locale: locale.value } }));
      await navigate({ to: "/settings/setup" });
    });
  };

  return (
    <Doorway title={t("setup.title")}>
      {token === "" ? (
        <>
          <Alert>{t("setup.noToken")}</Alert>
          <Link to="/sign-in" className="link">
            {t("setup.signIn")}
          </Link>
        </>
      ) : (
        <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
          <p className="text-sm text-soft">{t("setup.intro")}</p>
          {problem !== undefined && <Alert>{problem}</Alert>}
          <Field
            label={t("setup.name")}
            name="name"
            autoComplete="name"
            maxLength={100}
            required
            autoFocus
          />
          <Field
            label={t("signIn.email")}
            name="email"
            type="email"
            autoComplete="username"
            maxLength={255}
            required
          />
          <Field
            label={t("setup.password")}
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={10}
            maxLength={200}
            required
          />
          <Button type="submit" variant="primary" isDisabled={isBusy}>
            {t("setup.create")}
          </Button>
        </form>
      )}
    </Doorway>
  );
}

function useToken(): string {
  const [token] = useState(() => location.hash.slice(1));
  useEffect(() => {
    // Not to be left in the history, or on a screen that is shared.
    history.replaceState(history.state, "", location.pathname);
    // Whoever puts the link into the address of this very page changes only the fragment, which loads nothing.
    const reload = (): void => {
      if (location.hash !== "") location.reload();
    };
    addEventListener("hashchange", reload);
    return () => removeEventListener("hashchange", reload);
  }, []);
  return token;
}
