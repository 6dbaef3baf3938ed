import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../app/store.ts";
import { isConnected } from "./live.ts";

/** A short break isn't worth a word. */
const graceMs = 1500;

export function ConnectionBanner() {
  const { t } = useTranslation();
  const connected = useStore(isConnected);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(
      () => setShown(connected === false),
      connected === false ? graceMs : 0,
    );
    return () => clearTimeout(timer);
  }, [connected]);
  return (
    <div role="status">
      {isShown && (
        <p className="bg-warn-soft px-4 py-1.5 text-center text-sm text-warn">
          {navigator.onLine ? t("connection.lost") : t("connection.offline")}
        </p>
      )}
    </div>
  );
}
