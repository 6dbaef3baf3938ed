import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Acts, savedViewActs, useShortcuts } from "../app/shortcuts.ts";
import { RailLink } from "./rail-link.tsx";
import { useSavedViews, useViewCounts } from "./saved-views.ts";
import { type View, viewOf } from "./views.ts";

/** Views that have a name, with their counts; the first nine have a key each. */
export function SavedViewLinks({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const saved = useSavedViews();
  const counts = useViewCounts(saved.length > 0);
  const acts: Acts = {};
  for (const [index, act] of savedViewActs.entries()) {
    const filter = saved[index]?.filter;
    if (filter === undefined) break;
    acts[act] = () => void navigate({ to: "/inbox/$view", params: { view: viewOf(filter) } });
  }
  useShortcuts(acts);
  if (saved.length === 0) return null;
  return (
    <nav aria-label={t("rail.saved")} className="grid grid-cols-1 gap-0.5">
      <p className="px-2 text-xs font-medium text-soft" aria-hidden="true">
        {t("rail.saved")}
      </p>
      {saved.map(({ id, name, filter }) => (
        <RailLink key={id} view={viewOf(filter)} current={view} count={counts.get(id)}>
          <bdi className="truncate">{name}</bdi>
        </RailLink>
      ))}
    </nav>
  );
}
