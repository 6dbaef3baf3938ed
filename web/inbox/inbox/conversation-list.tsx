import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { listWidth } from "../app/preferences.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { useStore } from "../app/store.ts";
import { useMay, useSession } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { PaneDivider } from "../ui/pane-divider.tsx";
import { problemText } from "../ui/problem-text.ts";
import { bulkJobs } from "./bulk-jobs.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { listQuery } from "./conversation-lists.ts";
import { EmptyList } from "./empty-list.tsx";
import { ListHeader } from "./list-header.tsx";
import { useSelection } from "./use-selection.ts";
import { useStable } from "../app/use-stable.ts";
import { useGhost } from "./use-ghost.ts";
import { useViewTitle } from "./use-view-title.ts";
import { isFilter, type View } from "./views.ts";

const FilterBar = lazy(async () => ({ default: (await import("./filter-bar.tsx")).FilterBar }));
const BulkBar = lazy(async () => ({ default: (await import("./bulk-bar.tsx")).BulkBar }));
const BulkProgress = lazy(async () => ({
  default: (await import("./bulk-progress.tsx")).BulkProgress,
}));

/** As many as can be changed at once. */
const mostChosen = 1000;

const SetupChecklist = lazy(async () => ({
  default: (await import("./setup-checklist.tsx")).SetupChecklist,
}));

interface Props {
  readonly view: View;
  readonly selected: string | undefined;
  readonly isHidden: boolean;
  /** Nothing else is on the page. */
  readonly isAlone: boolean;
}

export function ConversationList({ view, selected, isHidden, isAlone }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const title = useViewTitle(view);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(listQuery(view));
  const loaded = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const rows = useGhost(loaded, selected);
  const list = useRef<VirtualizerHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const at = rows.findIndex(({ id }) => id === selected);
  const { agent } = useSession();
  const mayChange = useMay("conversations:write");
  const job = useStore(bulkJobs)[agent.id];
  const selection = useSelection(rows, selected);
  const isChoosing = selection.chosen.length > 0;
  // Where the keyboard is: at what is open, until one goes on choosing.
  const [cursor, setCursor] = useState<string>();
  const found = rows.findIndex(({ id }) => id === cursor);
  const here = found === -1 ? at : found;
  const open = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    setCursor(undefined);
    list.current?.scrollToIndex(index, { align: "nearest" });
    void navigate({ to: "/inbox/$view/$conversationId", params: { view, conversationId: row.id } });
  };
  useShortcuts({
    next: () => open(at + 1),
    previous: () => open(Math.max(0, at - 1)),
    nextUnread: () =>
      open(rows.findIndex(({ unreadCount }, index) => unreadCount > 0 && index !== at)),
  });
  const extend = (index: number): void => {
    const row = rows[Math.max(0, index)];
    if (row === undefined) return;
    selection.extendTo(row.id);
    setCursor(row.id);
    list.current?.scrollToIndex(rows.indexOf(row), { align: "nearest" });
  };
  /** By the code: under a Chinese input method the key says nothing. */
  const choose = (event: KeyboardEvent): boolean => {
    const withControl = event.ctrlKey || event.metaKey;
    if (!mayChange) return false;
    if (event.shiftKey && event.key === "ArrowDown") extend(here + 1);
    else if (event.shiftKey && event.key === "ArrowUp") extend(here - 1);
    else if (withControl && event.code === "KeyA") selection.chooseAll();
    else if (event.key === "Escape" && isChoosing) selection.clear();
    else return false;
    return true;
  };
  useShortcuts(
    mayChange
      ? {
          select: () => {
            const row = rows[Math.max(0, here)];
            if (row !== undefined) selection.toggle(row.id);
          },
        }
      : {},
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (choose(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "ArrowDown") open(here + 1);
    else if (event.key === "ArrowUp") open(Math.max(0, here - 1));
    else if (event.key === "Home") open(0);
    else if (event.key === "End") open(rows.length - 1);
    else return;
    event.preventDefault();
  };
  const acts = useStable({
    open: (id: string) => open(rows.findIndex((row) => row.id === id)),
    choose: (id: string, isExtending: boolean) => {
      if (!mayChange) return;
      setCursor(id);
      if (isExtending) selection.extendTo(id);
      else selection.toggle(id);
    },
  });
  const loadAll = async (): Promise<void> => {
    let all = await fetchNextPage();
    const count = (): number => all.data?.pages.flatMap(({ items }) => items).length ?? 0;
    while (all.hasNextPage && count() < mostChosen) all = await all.fetchNextPage();
    const ids = all.data?.pages.flatMap(({ items }) => items.map(({ id }) => id)) ?? [];
    selection.choose(ids.slice(0, mostChosen));
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
      {...(isAlone && { role: "main", id: "main", tabIndex: -1 })}
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
      <Suspense>
        {isFilter(view) && <FilterBar view={view} />}
        {job !== undefined && <BulkProgress key={job} id={job} />}
        {isChoosing && (
          <BulkBar
            selection={selection}
            onLoadAll={hasNextPage ? loadAll : undefined}
            onDone={() => {
              selection.clear();
              // What had the focus is gone with the bar.
              box.current?.focus();
            }}
          />
        )}
        <SetupChecklist />
      </Suspense>
      {error !== null && (
        <div className="grid gap-2 p-3">
          <Alert>{problemText(error, t)}</Alert>
          <Button onPress={() => void refetch()}>{t("again")}</Button>
        </div>
      )}
      {rows.length === 0 && !isPending && error === null && <EmptyList view={view} />}
      <div
        ref={box}
        role="listbox"
        aria-label={t("list.label", { view: title })}
        aria-activedescendant={here === -1 ? undefined : `conversation-${rows[here]?.id ?? ""}`}
        tabIndex={rows.length === 0 ? -1 : 0}
        onKeyDown={onKeyDown}
        className={`min-h-0 flex-1 overflow-y-auto -outline-offset-2 ${rows.length === 0 ? "hidden" : ""}`}
      >
        <Virtualizer
          ref={list}
          data={rows}
          itemSize={76}
          onScroll={loadMore}
          keepMounted={here === -1 ? [] : [here]}
        >
          {(conversation, index) => (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              isSelected={conversation.id === selected}
              position={index + 1}
              size={hasNextPage ? -1 : rows.length}
              onOpen={acts.open}
              isChosen={isChoosing ? selection.has(conversation.id) : undefined}
              isCursor={found === index}
              onChoose={acts.choose}
            />
          )}
        </Virtualizer>
      </div>
    </section>
  );
}
