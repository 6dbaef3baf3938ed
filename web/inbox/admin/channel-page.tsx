import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Channel } from "../api/schema.ts";
import { usePageTitle } from "../app/page-title.ts";
import { channelsQuery } from "../inbox/directory.ts";
import { practice } from "../inbox/hub-query.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm, type Question } from "../ui/confirm.tsx";
import { problemText } from "../ui/problem-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { ChannelHealth } from "./channel-health.tsx";
import { ChannelSettings } from "./channel-settings.tsx";
import { Login } from "./login.tsx";
import { Quarantine } from "./quarantine.tsx";
import { SiteSnippet } from "./site-snippet.tsx";

export function ChannelPage() {
  const { t } = useTranslation();
  const { channelId = "" } = useParams({ strict: false });
  const { data: channels, error } = useQuery(channelsQuery);
  const channel = channels?.find(({ id }) => id === channelId);
  usePageTitle(channel?.name ?? t("settings.channels"));
  if (error !== null) return <Alert>{problemText(error, t)}</Alert>;
  if (channels === undefined) return <p className="text-sm text-soft">{t("loading")}</p>;
  if (channel === undefined) return <Alert>{t("problem.notFound")}</Alert>;
  return (
    <>
      <h1 className="text-2xl font-semibold">
        <bdi>{channel.name}</bdi>
      </h1>
      <Acts channel={channel} />
      <Login channel={channel} />
      <SiteSnippet channel={channel} />
      <ChannelHealth channel={channel} />
      <ChannelSettings key={channel.id} channel={channel} />
      <Quarantine channelId={channel.id} />
    </>
  );
}

type Act = "pauseChannel" | "resumeChannel" | "reconnectChannel" | "logoutChannel";

function Acts({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [question, setQuestion] = useState<Question>();
  const { problem, attempt } = useAttempt();
  const params = { channelId: channel.id };
  const change = (work: () => Promise<unknown>): void =>
    void attempt(async () => {
      await work();
      await client.invalidateQueries({ queryKey: channelsQuery.queryKey });
    });
  const act = (name: Act): void => change(() => hub(name, { params }));
  const remove = async (): Promise<void> => {
    await hub("deleteChannel", { params });
    await navigate({ to: "/settings/channels" });
  };
  return (
    <div className="grid gap-3">
      {problem !== undefined && <Alert>{problem}</Alert>}
      <div className="flex flex-wrap gap-2">
        {channel.wanted === "paused" ? (
          <Button onPress={() => act("resumeChannel")}>{t("channel.resume")}</Button>
        ) : (
          <Button onPress={() => act("pauseChannel")}>{t("channel.pause")}</Button>
        )}
        <Button onPress={() => act("reconnectChannel")} isDisabled={channel.wanted === "paused"}>
          {t("channel.reconnect")}
        </Button>
        <Button
          onPress={() =>
            setQuestion({
              title: t("channel.logout"),
              text: t("channel.logoutText"),
              yes: t("channel.logout"),
              isDangerous: true,
              onYes: () => act("logoutChannel"),
            })
          }
        >
          {t("channel.logout")}
        </Button>
        <Button
          variant="danger"
          onPress={() =>
            setQuestion({
              title: t("channel.delete"),
              text: t(channel.adapter === practice ? "practice.removeText" : "channel.deleteText"),
              yes: t("channel.delete"),
              isDangerous: true,
              onYes: () => change(remove),
            })
          }
        >
          {t("channel.delete")}
        </Button>
      </div>
      <Confirm question={question} onClose={() => setQuestion(undefined)} />
    </div>
  );
}
