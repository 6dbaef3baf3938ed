import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Conversation } from "../api/schema.ts";
import { shortTime } from "../i18n/times.ts";
import { useChannel } from "../inbox/directory.ts";
import { previewText } from "../inbox/preview-text.ts";
import { ShowMore } from "../ui/show-more.tsx";
import { PanelSection } from "./panel-section.tsx";

interface Props {
  readonly contactId: string;
  readonly current: string;
}

/** What else there is with this person, on whichever channel. */
export function PersonConversations({ contactId, current }: Props) {
  const { t } = useTranslation();
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["contact", contactId, "conversations"],
    queryFn: ({ pageParam, signal }) =>
      hub("listConversations", {
        query: {
          contact: contactId,
          limit: 20,
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 0,
  });
  const all = data?.pages.flatMap(({ items }) => items);
  const others = all?.filter(({ id }) => id !== current) ?? [];
  return (
    <PanelSection title={t("panel.others")}>
      {others.length === 0 && <p className="text-sm text-soft">{t("panel.noOthers")}</p>}
      <ul className="grid gap-1">
        {others.map((other) => (
          <li key={other.id}>
            <Other conversation={other} />
          </li>
        ))}
      </ul>
      <ShowMore hasNextPage={hasNextPage} fetchNextPage={fetchNextPage} />
    </PanelSection>
  );
}

function Other({ conversation }: { readonly conversation: Conversation }) {
  const { t, i18n } = useTranslation();
  const { id, channelId, title, status, preview, lastActivityAt } = conversation;
  const channel = useChannel(channelId);
  return (
    <Link
      to="/inbox/$view/$conversationId"
      params={{ view: "open", conversationId: id }}
      className="grid gap-0.5 rounded-lg px-2 py-1 text-sm hover:bg-hover"
    >
      <span className="flex justify-between gap-2">
        <bdi className="truncate">{title}</bdi>
        <span className="flex-none text-xs text-soft">
          {shortTime(lastActivityAt, i18n.language)}
        </span>
      </span>
      <span dir="auto" className="truncate text-xs text-soft">
        {[channel?.name ?? t("panel.deletedChannel"), t(`status.${status}`)].join(" · ")} ·{" "}
        {previewText(preview, t)}
      </span>
    </Link>
  );
}
