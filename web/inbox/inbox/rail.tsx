import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogOut, Search, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Channel } from "../api/schema.ts";
import { keysOf } from "../app/shortcuts.ts";
import { signOut, useSession } from "../session/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { ChannelDot } from "./channel-dot.tsx";
import { useCounts } from "./counts.ts";
import { channelsQuery } from "./directory.ts";
import { RailLink } from "./rail-link.tsx";
import { SavedViewLinks } from "./saved-view-links.tsx";
import { hubQuery } from "./hub-query.ts";
import { searchOpen } from "./search-open.ts";
import { viewLabels } from "./view-labels.ts";
import { type View, viewNames } from "./views.ts";

interface Props {
  readonly view: View;
  readonly isHidden: boolean;
}

/** The views with their counts, and the channels with their health. */
export function Rail({ view, isHidden }: Props) {
  const { t } = useTranslation();
  const { agent } = useSession();
  const counts = useCounts();
  const hubName = useQuery(hubQuery).data?.name ?? "";
  const channels = useQuery(channelsQuery).data ?? [];
  return (
    <header
      className={`${isHidden ? "hidden" : "hidden md:flex"} w-52 flex-none flex-col gap-4 overflow-y-auto border-e border-line bg-canvas p-3 lg:flex`}
    >
      <p className="truncate px-2 text-sm font-semibold text-accent">
        <bdi>{hubName === "" ? "Switchboard" : hubName}</bdi>
      </p>
      <SearchButton>{t("act.search")}</SearchButton>
      <nav aria-label={t("rail.views")} className="grid gap-0.5">
        {viewNames.map((name) => (
          <RailLink key={name} view={name} current={view} count={counts[name]}>
            {t(viewLabels[name])}
          </RailLink>
        ))}
      </nav>
      <SavedViewLinks view={view} />
      <nav aria-label={t("rail.channels")} className="grid grid-cols-1 gap-0.5">
        <p className="px-2 text-xs font-medium text-soft" aria-hidden="true">
          {t("rail.channels")}
        </p>
        {channels.map((channel: Channel) => (
          <RailLink key={channel.id} view={`channel-${channel.id}`} current={view}>
            <ChannelDot channel={channel} />
            <bdi className="truncate">{channel.name}</bdi>
          </RailLink>
        ))}
      </nav>
      <div className="mt-auto flex items-center gap-1 border-t border-line pt-3">
        <Avatar name={agent.name} size="size-8" />
        <bdi className="min-w-0 flex-1 truncate px-1 text-sm">{agent.name}</bdi>
        <Link
          to="/settings"
          className="icon-button"
          aria-label={t("settings.title")}
          title={t("settings.title")}
        >
          <Settings size={18} aria-hidden="true" />
        </Link>
        <IconButton label={t("signOut")} onPress={() => void signOut()}>
          <LogOut size={18} aria-hidden="true" />
        </IconButton>
      </div>
    </header>
  );
}

function SearchButton({ children }: { readonly children: string }) {
  return (
    <button
      type="button"
      className="flex min-h-9 items-center gap-2 rounded-lg border border-line bg-surface px-2 text-sm text-soft hover:bg-hover"
      onClick={() => searchOpen.set(true)}
    >
      <Search size={16} aria-hidden="true" className="flex-none" />
      <span className="truncate">{children}</span>
      <kbd className="ms-auto text-xs">{keysOf("search")}</kbd>
    </button>
  );
}
