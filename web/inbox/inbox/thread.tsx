import { useLocation, useSearch } from "@tanstack/react-router";
import { ArrowDown } from "lucide-react";
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Conversation, Message } from "../api/schema.ts";
import { useStore } from "../app/store.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { problemText } from "../ui/problem-text.ts";
import { Announcement } from "./announcement.tsx";
import { Colleagues } from "./colleagues.tsx";
import { typing } from "./live.ts";
import { pictureOpen } from "./picture-open.ts";
import { ThreadLine } from "./thread-line.tsx";
import { useJump } from "./use-jump.ts";
import { useMarkRead } from "./use-mark-read.ts";
import { useThread } from "./use-thread.ts";

/** So near to the end, one follows what comes. */
const nearPx = 40;
/** So near to either end, more is loaded. */
const loadPx = 400;

const Lightbox = lazy(async () => ({ default: (await import("./lightbox.tsx")).Lightbox }));

interface Props {
  readonly conversation: Conversation;
  readonly onReply: (messageId: string) => void;
}

export function Thread({ conversation, onReply }: Props) {
  const { t } = useTranslation();
  const { message: linked, from } = useSearch({ strict: false });
  const goneAt = useLocation({ select: ({ state }) => state.goneAt });
  const thread = useThread(conversation);
  const { rows, isLoaded, visit, error, hasPreviousPage, hasNextPage, isFetching } = thread;
  const list = useRef<VirtualizerHandle>(null);
  const [isNearEnd, setNearEnd] = useState(linked === undefined && from === undefined);
  // As it is, and not as it was when this was drawn: whoever has just scrolled away isn't pulled back.
  const follows = useRef(true);
  const [unseen, setUnseen] = useState(0);
  const [announced, setAnnounced] = useState<Message>();
  /** So many pixels are left until the end of what is loaded. */
  const leftBelow = (): number => {
    const handle = list.current;
    return handle === null ? 0 : handle.scrollSize - handle.scrollOffset - handle.viewportSize;
  };
  const scrollToEnd = (): void => list.current?.scrollToIndex(rows.length - 1, { align: "end" });
  const jump = useJump({
    conversationId: conversation.id,
    rows,
    list,
    follows,
    isDetached: hasNextPage,
  });

  // Where one begins to read: at what is new, or at the end.
  useLayoutEffect(() => {
    if (!isLoaded) return;
    const at = rows.findIndex(({ kind }) => kind === "new");
    if (linked !== undefined) jump.toMessage(linked);
    else if (from !== undefined) jump.toTime(from);
    else if (hasNextPage) jump.toEnd();
    else if (at > 0) list.current?.scrollToIndex(at, { align: "start" });
    else scrollToEnd();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once when it is loaded, and for each link
  }, [isLoaded, linked, from, goneAt]);
  const lastKey = rows.at(-1)?.key;
  const shownLast = useRef({ key: lastKey, visit, isEnd: false });
  useLayoutEffect(() => {
    const before = shownLast.current;
    shownLast.current = { key: lastKey, visit, isEnd: !hasNextPage };
    if (!isLoaded || before.key === undefined || before.key === lastKey) return;
    // What was there before, and is loaded only now.
    if (before.visit !== visit || !before.isEnd) return;
    const last = rows.at(-1);
    const isOurs =
      last?.kind === "outgoing" ||
      (last?.kind === "message" && last.message.direction !== "inbound");
    if (follows.current || isOurs) scrollToEnd();
    else setUnseen((count) => count + 1);
    if (last?.kind === "message" && !isOurs) setAnnounced(last.message);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- for each new line
  }, [lastKey, isLoaded, visit, hasNextPage]);
  // What is written from here stands at the end.
  const { lastMine } = thread;
  const shownMine = useRef(lastMine);
  useEffect(() => {
    if (lastMine !== undefined && lastMine !== shownMine.current && hasNextPage) jump.toEnd();
    shownMine.current = lastMine;
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- for each that is sent
  }, [lastMine]);

  const onScroll = (): void => {
    const near = !hasNextPage && leftBelow() <= nearPx;
    follows.current = near;
    setNearEnd(near);
    if (near) setUnseen(0);
    if (isFetching) return;
    if (hasPreviousPage && (list.current?.scrollOffset ?? Infinity) < loadPx) {
      void thread.fetchPreviousPage();
    } else if (hasNextPage && leftBelow() < loadPx) void thread.fetchNextPage();
  };
  useEffect(() => {
    const handle = list.current;
    // What was refused isn't asked for again by itself.
    if (handle === null || isFetching || !isLoaded || error !== null) return;
    // A first page that doesn't fill the pane can't be scrolled; nor can it further than to the end of what is loaded.
    if (hasPreviousPage && handle.scrollSize <= handle.viewportSize)
      void thread.fetchPreviousPage();
    else if (hasNextPage && leftBelow() <= nearPx) void thread.fetchNextPage();
  });
  useMarkRead(conversation, isLoaded && isNearEnd && !hasNextPage);
  const writer = useStore(typing).get(conversation.id);
  const picture = useStore(pictureOpen);
  // It belongs to this conversation.
  useEffect(() => () => pictureOpen.set(undefined), []);
  const problem = jump.problem ?? (error === null ? undefined : problemText(error, t));

  return (
    <div className="relative flex min-h-0 flex-1 flex-col bg-canvas">
      {problem !== undefined && <Alert>{problem}</Alert>}
      <div
        role="region"
        aria-label={t("thread.label", { name: conversation.title })}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden px-3 pt-3 -outline-offset-2 md:px-5"
      >
        <Virtualizer
          key={visit}
          ref={list}
          data={rows}
          shift={thread.isPrepended}
          itemSize={80}
          bufferSize={400}
          onScroll={onScroll}
          onResize={() => follows.current && scrollToEnd()}
        >
          {(row) => (
            <ThreadLine
              key={row.key}
              row={row}
              isMarked={jump.marked === row.key}
              onReply={onReply}
              onJump={jump.toMessage}
            />
          )}
        </Virtualizer>
      </div>
      {picture !== undefined && (
        <Suspense>
          <Lightbox conversationId={conversation.id} {...picture} />
        </Suspense>
      )}
      <Announcement message={announced} />
      <div className="flex h-5 items-center justify-between gap-3 px-5 text-xs text-soft">
        <span className="min-w-0 truncate italic">
          {writer !== undefined && t("typing", { name: writer })}
        </span>
        <Colleagues conversationId={conversation.id} />
      </div>
      {(!isNearEnd || hasNextPage) && (
        <LatestButton
          newCount={hasNextPage ? conversation.unreadCount : unseen}
          onPress={jump.toEnd}
        />
      )}
    </div>
  );
}

interface ButtonProps {
  readonly newCount: number;
  readonly onPress: () => void;
}

function LatestButton({ newCount, onPress }: ButtonProps) {
  const { t } = useTranslation();
  return (
    <div className="absolute end-4 bottom-8">
      <Button small onPress={onPress}>
        <ArrowDown size={16} aria-hidden="true" />
        {newCount > 0 ? t("thread.latestNew", { count: newCount }) : t("thread.latest")}
      </Button>
    </div>
  );
}
