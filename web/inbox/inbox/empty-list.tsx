import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/session.ts";
import { channelsQuery } from "./directory.ts";
import type { View } from "./views.ts";

/** Why there is nothing, and what to do next. */
export function EmptyList({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const channels = useQuery(channelsQuery).data;
  const mayConnect = useMay("channels:manage");
  if (channels?.length === 0) {
    return (
      <div className="m-auto grid gap-3 p-6 text-center text-sm text-soft">
        <p>{t("empty.noChannel")}</p>
        {mayConnect && (
          <Link to="/settings/channels/new" className="button button-primary">
            {t("empty.connect")}
          </Link>
        )}
      </div>
    );
  }
  return (
    <div className="m-auto grid gap-3 p-6 text-center text-sm text-soft">
      <p>{view === "open" ? t("empty.open") : t("empty.view")}</p>
      {view !== "open" && (
        <Link to="/inbox/$view" params={{ view: "open" }} className="button">
          {t("empty.showAll")}
        </Link>
      )}
    </div>
  );
}
