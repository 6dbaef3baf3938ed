import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { locale } from "../app/preferences.ts";
import { useStore } from "../app/store.ts";
import { isLocale, locales } from "../i18n/i18n.ts";
import { Select } from "../ui/select.tsx";

/** The page around what is asked of somebody who isn't in yet. */
export function Doorway({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <main className="grid min-h-dvh place-items-center bg-canvas p-4">
      <div className="grid w-full max-w-md gap-6 rounded-2xl border border-line bg-surface p-8 shadow-sm">
        <p className="text-sm font-semibold text-accent">Switchboard</p>
        <h1 className="text-2xl font-semibold">{title}</h1>
        {children}
        <Select
          label={t("language")}
          value={useStore(locale)}
          options={Object.entries(locales)}
          onChange={(value) => isLocale(value) && locale.set(value)}
        />
      </div>
    </main>
  );
}
