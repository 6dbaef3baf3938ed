import { useTranslation } from "react-i18next";
import { useChannel } from "./directory.ts";
import { viewLabels } from "./view-labels.ts";
import { type View, viewNames } from "./views.ts";

export function useViewTitle(view: View): string {
  const { t } = useTranslation();
  const channel = useChannel(view.replace(/^channel-/, ""));
  const name = viewNames.find((one) => one === view);
  return name === undefined ? (channel?.name ?? t("view.channel")) : t(viewLabels[name]);
}
