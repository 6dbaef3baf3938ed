import { Link, Outlet } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSession } from "../session/session.ts";
import { SetupBar } from "./setup-bar.tsx";
import { settingsPages } from "./settings-pages.ts";

export function Settings() {
  const { t } = useTranslation();
  const { permissions } = useSession();
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <header className="flex flex-none flex-wrap items-center gap-2 border-line bg-canvas p-3 max-md:border-b md:w-56 md:flex-col md:items-stretch md:border-e">
        <Link to="/inbox/$view" params={{ view: "open" }} className="button button-small">
          <ArrowLeft size={16} aria-hidden="true" className="rtl:-scale-x-100" />
          {t("settings.back")}
        </Link>
        <nav aria-label={t("settings.title")} className="flex flex-wrap gap-0.5 md:flex-col">
          {settingsPages
            .filter(({ needs }) => needs === undefined || permissions.includes(needs))
            .map(({ to, name }) => (
              <Link
                key={to}
                to={to}
                className="flex min-h-9 items-center rounded-lg px-2 text-sm hover:bg-hover aria-[current]:bg-selected aria-[current]:font-medium"
              >
                {t(name)}
              </Link>
            ))}
        </nav>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="min-h-0 flex-1 overflow-y-auto p-4 outline-none md:p-8"
      >
        <div className="mx-auto grid max-w-3xl gap-6">
          <SetupBar />
          <Outlet />
        </div>
      </main>
    </div>
  );
}
