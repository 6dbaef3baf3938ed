import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { usePageTitle } from "../app/page-title.ts";
import {
  type Density,
  density,
  locale,
  sendKey,
  singleKeys,
  type Theme,
  theme,
  undoSeconds,
} from "../app/preferences.ts";
import { useStore } from "../app/store.ts";
import { isLocale, locales } from "../i18n/i18n.ts";
import { Check } from "./check.tsx";
import { Notifications } from "./notification-settings.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { Select } from "../ui/select.tsx";

/** What an agent may choose for themselves. Kept in this browser. */
export function Me() {
  const { t } = useTranslation();
  usePageTitle(t("settings.me"));
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("settings.me")}</h1>
      <section className="card grid gap-4">
        <h2 className="font-semibold">{t("me.look")}</h2>
        <Select
          label={t("language")}
          value={useStore(locale)}
          options={Object.entries(locales)}
          onChange={(value) => isLocale(value) && locale.set(value)}
        />
        <Select
          label={t("me.theme")}
          value={useStore(theme)}
          options={[
            ["system", t("me.themeSystem")],
            ["light", t("me.themeLight")],
            ["dark", t("me.themeDark")],
          ]}
          onChange={(value) => theme.set(value as Theme)}
        />
        <Select
          label={t("me.density")}
          value={useStore(density)}
          options={[
            ["comfortable", t("me.comfortable")],
            ["compact", t("me.compact")],
          ]}
          onChange={(value) => density.set(value as Density)}
        />
        <Select
          label={t("me.sendKey")}
          value={useStore(sendKey)}
          options={[
            ["enter", t("me.sendEnter")],
            ["ctrl-enter", t("me.sendCtrlEnter")],
          ]}
          onChange={(value) => sendKey.set(value === "enter" ? "enter" : "ctrl-enter")}
        />
        <Select
          label={t("me.undo")}
          value={String(useStore(undoSeconds))}
          options={[
            ["0", t("me.undoNone")],
            ...[5, 10, 20].map((count) => [String(count), t("me.undoFor", { count })] as const),
          ]}
          onChange={(value) => undoSeconds.set(Number(value))}
        />
        <Check store={singleKeys} label={t("me.singleKeys")} />
      </section>
      <Notifications />
      <Password />
    </>
  );
}

function Password() {
  const { t } = useTranslation();
  const { problem, attempt } = useAttempt();
  const [isDone, setDone] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const target = event.currentTarget;
    const form = new FormData(target);
    setDone(false);
    const isChanged = await attempt(async () => {
      await hub("changeOwnPassword", {
        body: { current: textIn(form, "current"), next: textIn(form, "next") },
      });
      target.reset();
    });
    setDone(isChanged);
  };
  return (
    <section className="card">
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <h2 className="font-semibold">{t("me.password")}</h2>
        {problem !== undefined && <Alert>{problem}</Alert>}
        <p role="status" className="text-sm text-good empty:hidden">
          {isDone && t("me.passwordChanged")}
        </p>
        <Field
          label={t("me.passwordCurrent")}
          name="current"
          type="password"
          autoComplete="current-password"
          maxLength={200}
          required
        />
        <Field
          label={t("me.passwordNext")}
          name="next"
          type="password"
          autoComplete="new-password"
          minLength={10}
          maxLength={200}
          required
        />
        <div>
          <Button type="submit">{t("save")}</Button>
        </div>
      </form>
    </section>
  );
}
