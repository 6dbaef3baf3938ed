import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { listWidth } from "../app/preferences.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { PaneDivider } from "../ui/pane-divider.tsx";
import { problemText } from "../ui/problem-text.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { listQuery } from "./conversation-lists.ts";
import { EmptyList } from "./empty-list.tsx";
import { ListHeader } from "./list-header.tsx";
import { useGhost } from "./use-ghost.ts";
import { useViewTitle } from "./use-view-title.ts";
import type { View } from "./views.ts";

interface Props {
  readonly view: View;
  readonly selected: string | undefined;
  readonly isHidden: boolean;
}

export function ConversationList({ view, selected, isHidden }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const title = useViewTitle(view);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(listQuery(view));
  const loaded = data?.pages.flatMap(({ items }) => items) ?? [];
  const rows = useGhost(loaded, selected);
  const list = useRef<VirtualizerHandle>(null);
  const at = rows.findIndex(({ id }) => id === selected);
  const open = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    list.current?.scrollToIndex(index, { align: "nearest" });
    void navigate({ to: "/inbox/$view/$conversationId", params: { view, conversationId: row.id } });
  };
  useShortcuts({
    next: () => open(at + 1),
    previous: () => open(Math.max(0, at - 1)),
    nextUnread: () =>
      open(rows.findIndex(({ unreadCount }, index) => unreadCount > 0 && index !== at)),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") open(at + 1);
    else if (event.key === "ArrowUp") open(Math.max(0, at - 1));
    else if (event.key === "Home") open(0);
    else if (event.key === "End") open(rows.length - 1);
    else return;
    event.preventDefault();
  };
  const loadMore = (): void => {
    const handle = list.current;
    if (handle === null || !hasNextPage || isFetchingNextPage) return;
    if (handle.scrollOffset + handle.viewportSize > handle.scrollSize - 600) void fetchNextPage();
  };
  useEffect(loadMore);

  return (
    <section
      aria-label={title}
      className={`${isHidden ? "hidden md:flex" : "flex"} relative w-full flex-none flex-col border-e border-line bg-surface md:w-[min(var(--list-width),40vw)]`}
    >
      <PaneDivider
        label={t("panes.list")}
        width={listWidth}
        min={240}
        max={480}
        pane="before"
        look="absolute inset-y-0 end-0 z-1 md:block"
      />
      <ListHeader view={view} title={title} isMain={selected === undefined} />
      {error !== null && (
        <div className="grid gap-2 p-3">
          <Alert>{problemText(error, t)}</Alert>
          <Button onPress={() => void refetch()}>{t("again")}</Button>
        </div>
      )}
      {rows.length === 0 && !isPending && error === null && <EmptyList view={view} />}
      <div
        role="listbox"
        aria-label={t("list.label", { view: title })}
        aria-activedescendant={at === -1 ? undefined : `conversation-${selected ?? ""}`}
        tabIndex={rows.length === 0 ? -1 : 0}
        onKeyDown={onKeyDown}
        className={`min-h-0 flex-1 overflow-y-auto -outline-offset-2 ${rows.length === 0 ? "hidden" : ""}`}
      >
        <Virtualizer
          ref={list}
          data={rows}
          itemSize={76}
          onScroll={loadMore}
          keepMounted={at === -1 ? [] : [at]}
        >
          {(conversation, index) => (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              isSelected={conversation.id === selected}
              position={index + 1}
              size={hasNextPage ? -1 : rows.length}
              onOpen={() => open(index)}
            />
          )}
        </Virtualizer>
      </div>
    </section>
  );
}
