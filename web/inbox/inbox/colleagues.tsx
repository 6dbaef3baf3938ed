import { Eye, PenLine } from "lucide-react";
import { useTranslation } from "react-i18next";
import { listed } from "../i18n/times.ts";
import { useColleagues } from "./presence.ts";

/** Who else is here, so that no two answer. */
export function Colleagues({ conversationId }: { readonly conversationId: string }) {
  const { t, i18n } = useTranslation();
  const { viewing, writing } = useColleagues(conversationId);
  const named = (names: readonly string[]) => ({
    names: listed(names, i18n.language),
    count: names.length,
  });
  return (
    <span role="status" className="flex min-w-0 gap-3">
      {writing.length > 0 && (
        <span className="flex min-w-0 items-center gap-1 font-medium text-warn">
          <PenLine size={14} aria-hidden="true" className="flex-none" />
          <bdi className="truncate">{t("colleagues.writing", named(writing))}</bdi>
        </span>
      )}
      {viewing.length > 0 && (
        <span className="flex min-w-0 items-center gap-1">
          <Eye size={14} aria-hidden="true" className="flex-none" />
          <bdi className="truncate">{t("colleagues.viewing", named(viewing))}</bdi>
        </span>
      )}
    </span>
  );
}
