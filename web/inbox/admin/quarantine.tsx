import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { fullTime } from "../i18n/times.ts";
import { Button } from "../ui/button.tsx";
import { problemText } from "../ui/problem-text.ts";
import { ShowMore } from "../ui/show-more.tsx";

/** What the platform sent and the hub couldn't use: kept, so that nothing is lost, and tried again after an update. */
export function Quarantine({ channelId }: { readonly channelId: string }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const queryKey = ["quarantine", channelId];
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      hub("listQuarantine", {
        params: { channelId },
        query: pageParam === undefined ? {} : { cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 0,
  });
  const [outcome, setOutcome] = useState("");
  const replay = async (eventId: string): Promise<void> => {
    try {
      const { stored, reason } = await hub("replayQuarantined", { params: { channelId, eventId } });
      setOutcome(
        stored ? t("quarantine.stored") : t("quarantine.failed", { reason: reason ?? "" }),
      );
      await client.invalidateQueries({ queryKey });
    } catch (error) {
      setOutcome(problemText(error, t));
    }
  };
  const events = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="card grid gap-3" aria-labelledby="quarantine">
      <h2 id="quarantine" className="font-semibold">
        {t("quarantine.title")}
      </h2>
      <p className="text-sm text-soft">
        {events.length === 0 ? t("quarantine.none") : t("quarantine.text")}
      </p>
      <p role="status" className="text-sm empty:hidden">
        {outcome}
      </p>
      <ul className="grid gap-2">
        {events.map(({ id, type, reason, receivedAt }) => (
          <li
            key={id}
            className="flex flex-wrap items-center gap-3 rounded-lg bg-hover px-3 py-2 text-sm"
          >
            <span className="min-w-40 flex-1">
              <bdi className="font-medium">{type}</bdi> · {fullTime(receivedAt, i18n.language)}
              <bdi className="block break-words text-soft">{reason}</bdi>
            </span>
            <Button small onPress={() => void replay(id)}>
              {t("quarantine.replay")}
            </Button>
          </li>
        ))}
      </ul>
      <ShowMore hasNextPage={hasNextPage} fetchNextPage={fetchNextPage} />
    </section>
  );
}
