import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { risks } from "./adapters.ts";

/** What an unofficial client may cost is said, and agreed to, before there is anything to connect. */
export function RiskNotice({
  adapter,
  children,
}: {
  readonly adapter: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const [isAgreed, setAgreed] = useState(false);
  const risk = risks[adapter];
  if (risk === undefined) return children;
  return (
    <>
      <div className="grid gap-3 rounded-lg bg-warn-soft p-4 text-sm text-warn">
        <h2 className="font-semibold">{t("risk.title")}</h2>
        <p>{t(risk)}</p>
        <label className="flex items-start gap-3">
          <input
            type="checkbox"
            className="size-5 flex-none accent-accent"
            checked={isAgreed}
            onChange={({ target }) => setAgreed(target.checked)}
          />
          {t("risk.agree")}
        </label>
      </div>
      {isAgreed && children}
    </>
  );
}
