import { Link, useMatchRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSetup } from "../inbox/hub-query.ts";

/** The way back from a settings page to what is left to set up. */
export function SetupBar() {
  const { t } = useTranslation();
  const setup = useSetup();
  const isThere = useMatchRoute()({ to: "/settings/setup" }) !== false;
  if (isThere || setup === undefined || setup.hub.isSetupClosed) return null;
  const done = setup.steps.filter(({ isDone }) => isDone).length;
  if (done === setup.steps.length) return null;
  return (
    <p className="flex flex-wrap items-center gap-3 rounded-lg bg-selected px-4 py-2 text-sm">
      <span className="flex-1">{t("setup.progress", { done, all: setup.steps.length })}</span>
      <Link to="/settings/setup" className="link">
        {t("setup.continue")}
      </Link>
    </p>
  );
}
