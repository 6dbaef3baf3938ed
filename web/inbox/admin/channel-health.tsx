import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Channel } from "../api/schema.ts";
import type { en } from "../i18n/en.ts";
import { fullTime } from "../i18n/times.ts";
import { ChannelDot } from "../inbox/channel-dot.tsx";
import { reasonText } from "../inbox/reason-text.ts";
import { stateNames } from "./state-names.ts";

const actions: Readonly<Record<NonNullable<Channel["status"]["action"]>, keyof typeof en>> = {
  relogin: "action.relogin",
  "fix-settings": "action.fixSettings",
  restart: "action.restart",
  wait: "action.wait",
};

/** How it does, asked every few seconds as long as somebody looks: queue and progress announce themselves to nobody. */
export function ChannelHealth({ channel }: { readonly channel: Channel }) {
  const { t, i18n } = useTranslation();
  const { data: health } = useQuery({
    queryKey: ["channel-health", channel.id],
    queryFn: ({ signal }) => hub("getChannelHealth", { params: { channelId: channel.id }, signal }),
    refetchInterval: 5000,
    staleTime: 0,
  });
  const { status, wanted, self } = channel;
  const at = (time: string | null | undefined): string =>
    time == null ? t("health.never") : fullTime(time, i18n.language);
  const cause = reasonText({ code: status.code, reason: status.message }, t);
  return (
    <section className="card grid gap-3" aria-labelledby="health">
      <h2 id="health" className="font-semibold">
        {t("health.title")}
      </h2>
      <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[auto_1fr]">
        <Entry name={t("health.state")}>
          <ChannelDot channel={channel} />{" "}
          {wanted === "paused" ? t("state.paused") : t(stateNames[status.state])}
          {/* The state comes by an event, and so earlier than the end of the progress. */}
          {status.state === "syncing" &&
            health?.progress != null &&
            ` · ${Math.round(health.progress * 100)} %`}
        </Entry>
        <Entry name={t("health.since")}>{at(status.since)}</Entry>
        {cause !== "" && <Entry name={t("health.cause")}>{cause}</Entry>}
        {status.action !== null && (
          <Entry name={t("health.todo")}>{t(actions[status.action])}</Entry>
        )}
        <Entry name={t("health.account")}>
          <bdi>{self === null ? "–" : (self.name ?? self.id)}</bdi>
        </Entry>
        <Entry name={t("health.lastIn")}>{at(health?.lastInboundAt)}</Entry>
        <Entry name={t("health.lastOut")}>{at(health?.lastOutboundAt)}</Entry>
        <Entry name={t("health.queue")}>{health?.queueLength ?? "–"}</Entry>
        {health?.lastError != null && (
          <Entry name={t("health.lastError")}>
            {at(health.lastError.at)}:{" "}
            {reasonText({ code: health.lastError.code, reason: health.lastError.message }, t)}
          </Entry>
        )}
      </dl>
    </section>
  );
}

function Entry({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
