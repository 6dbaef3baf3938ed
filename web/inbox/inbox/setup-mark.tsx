import { CircleCheck, CircleDashed } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Whether a step is done, by shape and in words. */
export function SetupMark({ isDone }: { readonly isDone: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {isDone ? (
        <CircleCheck size={18} aria-hidden="true" className="flex-none text-good" />
      ) : (
        <CircleDashed size={18} aria-hidden="true" className="flex-none text-soft" />
      )}
      <span className="sr-only">{isDone ? t("setup.isDone") : t("setup.isOpen")}</span>
    </>
  );
}
