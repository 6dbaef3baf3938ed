import { Link, useNavigate } from "@tanstack/react-router";
import { Search, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Select } from "../ui/select.tsx";
import { FilterButton } from "./filter-button.tsx";
import { useSavedViews } from "./saved-views.ts";
import { searchOpen } from "./search-open.ts";
import { viewLabels } from "./view-labels.ts";
import { isView, type View, viewNames, viewOf } from "./views.ts";

interface Props {
  readonly view: View;
  readonly title: string;
  /** Nothing else on the page is its heading. */
  readonly isMain: boolean;
}

/** Where there is no room for the rail, it chooses the view. */
export function ListHeader({ view, title, isMain }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const saved = useSavedViews().map(({ name, filter }) => [viewOf(filter), name] as const);
  const views = [...viewNames.map((name) => [name, t(viewLabels[name])] as const), ...saved];
  const Heading = isMain ? "h1" : "h2";
  const isOther = !views.some(([name]) => name === view);
  return (
    <div className="flex items-center gap-2 border-b border-line px-3 py-2">
      <Heading className="sr-only min-h-9 content-center truncate font-semibold md:not-sr-only md:flex-1">
        <bdi>{title}</bdi>
      </Heading>
      <div className="flex-1 md:hidden">
        <Select
          label={t("rail.views")}
          hideLabel
          value={view}
          options={isOther ? [...views, [view, title]] : views}
          onChange={(value) =>
            isView(value) && void navigate({ to: "/inbox/$view", params: { view: value } })
          }
        />
      </div>
      <FilterButton view={view} />
      <button
        type="button"
        className="icon-button md:hidden"
        aria-label={t("act.search")}
        onClick={() => searchOpen.set(true)}
      >
        <Search size={18} aria-hidden="true" />
      </button>
      <Link to="/settings" className="icon-button md:hidden" aria-label={t("settings.title")}>
        <Settings size={18} aria-hidden="true" />
      </Link>
    </div>
  );
}
