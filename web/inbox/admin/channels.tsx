import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Channel } from "../api/schema.ts";
import { usePageTitle } from "../app/page-title.ts";
import { fullTime, shortTime } from "../i18n/times.ts";
import { ChannelDot } from "../inbox/channel-dot.tsx";
import { channelsQuery } from "../inbox/directory.ts";
import { platformName } from "../inbox/platform.tsx";
import { reasonText } from "../inbox/reason-text.ts";
import { useMay } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { problemText } from "../ui/problem-text.ts";
import { stateNames } from "./state-names.ts";

export function Channels() {
  const { t } = useTranslation();
  const mayManage = useMay("channels:manage");
  const { data: channels, error } = useQuery(channelsQuery);
  usePageTitle(t("settings.channels"));
  return (
    <>
      <div className="flex flex-wrap items-center gap-4">
        <h1 className="flex-1 text-2xl font-semibold">{t("settings.channels")}</h1>
        {mayManage && (
          <Link to="/settings/channels/new" className="button button-primary">
            {t("channels.add")}
          </Link>
        )}
      </div>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      {channels?.length === 0 && <p className="card text-sm text-soft">{t("empty.noChannel")}</p>}
      <ul className="grid gap-3">
        {channels?.map((channel) => (
          <Row key={channel.id} channel={channel} mayManage={mayManage} />
        ))}
      </ul>
    </>
  );
}

function Row({ channel, mayManage }: { readonly channel: Channel; readonly mayManage: boolean }) {
  const { t, i18n } = useTranslation();
  const { id, name, adapter, status, wanted } = channel;
  const state = wanted === "paused" ? t("state.paused") : t(stateNames[status.state]);
  const cause = reasonText({ code: status.code, reason: status.message }, t);
  return (
    <li className="card grid gap-1">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="flex-1 font-semibold">
          {mayManage ? (
            <Link to="/settings/channels/$channelId" params={{ channelId: id }} className="link">
              <bdi>{name}</bdi>
            </Link>
          ) : (
            <bdi>{name}</bdi>
          )}
        </h2>
        <ChannelDot channel={channel} />
        <span className="text-sm" title={fullTime(status.since, i18n.language)}>
          {t("channels.since", { state, time: shortTime(status.since, i18n.language) })}
        </span>
      </div>
      <p className="text-sm text-soft">{platformName(adapter, t)}</p>
      {cause !== "" && <p className="text-sm text-danger">{cause}</p>}
    </li>
  );
}
