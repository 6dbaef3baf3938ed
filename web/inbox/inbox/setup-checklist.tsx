import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { IconButton } from "../ui/button.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { Alert } from "../ui/alert.tsx";
import { hubQuery, useSetup } from "./hub-query.ts";
import { SetupMark } from "./setup-mark.tsx";

/** What is left to set up, over the list of conversations, until all is done or nobody wants to see it. */
export function SetupChecklist() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { problem, attempt } = useAttempt();
  const setup = useSetup();
  if (setup === undefined || setup.hub.isSetupClosed) return null;
  const done = setup.steps.filter(({ isDone }) => isDone).length;
  if (done === setup.steps.length) return null;
  const close = (): void =>
    void attempt(async () => {
      client.setQueryData(
        hubQuery.queryKey,
        await hub("changeHub", { body: { isSetupClosed: true } }),
      );
    });
  return (
    <section aria-label={t("setup.steps")} className="border-b border-line bg-canvas p-3 text-sm">
      <div className="flex items-center gap-2">
        <p className="flex-1 font-medium">
          {t("setup.progress", { done, all: setup.steps.length })}
        </p>
        <IconButton label={t("setup.hide")} onPress={close}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </div>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <ul className="grid gap-1.5 pb-2">
        {setup.steps.map(({ name, isDone }) => (
          <li key={name} className="flex items-center gap-2">
            <SetupMark isDone={isDone} />
            <span className={isDone ? "text-soft line-through" : ""}>
              {t(`setup.step.${name}`)}
            </span>
          </li>
        ))}
      </ul>
      <Link to="/settings/setup" className="button button-small">
        {t("setup.continue")}
      </Link>
    </section>
  );
}
