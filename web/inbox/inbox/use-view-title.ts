import { useTranslation } from "react-i18next";
import { useChannel } from "./directory.ts";
import { useSavedView } from "./saved-views.ts";
import { viewLabels } from "./view-labels.ts";
import { isFilter, type View, viewNames } from "./views.ts";

export function useViewTitle(view: View): string {
  const { t } = useTranslation();
  const channel = useChannel(view.replace(/^channel-/, ""));
  const saved = useSavedView(view);
  const name = viewNames.find((one) => one === view);
  if (isFilter(view)) return saved?.name ?? t("view.filtered");
  return name === undefined ? (channel?.name ?? t("view.channel")) : t(viewLabels[name]);
}
