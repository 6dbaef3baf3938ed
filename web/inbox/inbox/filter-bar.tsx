import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { useChips } from "./filter-chips.ts";
import { SaveView } from "./save-view.tsx";
import { SavedViewMenu } from "./saved-view-menu.tsx";
import { useSavedView } from "./saved-views.ts";
import { filterOf, type View, viewOf } from "./views.ts";

/** What the list is narrowed down by, to be taken off one by one, and to be kept under a name. */
export function FilterBar({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const saved = useSavedView(view);
  const chips = useChips(filterOf(view));
  const [isSaving, setSaving] = useState(false);
  return (
    <div className="flex items-start gap-2 border-b border-line px-3 py-2">
      <ul aria-label={t("filter.title")} className="flex min-w-0 flex-1 flex-wrap gap-1">
        {chips.length === 0 && <li className="chip">{t("filter.everything")}</li>}
        {chips.map(({ text, without }) => (
          <li key={text} className="chip inline-flex max-w-full items-center gap-0.5 ps-2 pe-0">
            <bdi className="truncate">{text}</bdi>
            <Link
              to="/inbox/$view"
              params={{ view: viewOf(without) }}
              aria-label={t("filter.remove", { filter: text })}
              className="grid size-6 flex-none place-items-center rounded-full hover:bg-hover"
            >
              <X size={14} aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
      {saved === undefined ? (
        <Button small onPress={() => setSaving(true)}>
          {t("filter.save")}
        </Button>
      ) : (
        <SavedViewMenu saved={saved} />
      )}
      <SaveView filter={filterOf(view)} isOpen={isSaving} onClose={() => setSaving(false)} />
    </div>
  );
}
