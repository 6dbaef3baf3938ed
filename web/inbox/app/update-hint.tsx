import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { keepShell, loadNewVersion, newVersion } from "./shell-update.ts";
import { useStore } from "./store.ts";

/** Says that the hub has newer pages; never loads them by itself, under the agent's hands. */
export function UpdateHint() {
  const { t } = useTranslation();
  const isThere = useStore(newVersion) !== undefined;
  useEffect(() => void keepShell(), []);
  return (
    <div role="status" className="order-first">
      {isThere && (
        <div className="flex flex-wrap items-center justify-center gap-3 bg-selected px-4 py-1.5 text-sm">
          <p>{t("update.text")}</p>
          <Button small onPress={loadNewVersion}>
            {t("update.load")}
          </Button>
        </div>
      )}
    </div>
  );
}
