import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Conversation, Message } from "../api/schema.ts";
import { useStore } from "../app/store.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { problemText } from "../ui/problem-text.ts";
import { typing } from "./live.ts";
import { outgoing } from "./outgoing.ts";
import { ThreadLine } from "./thread-line.tsx";
import { threadQuery } from "./thread-data.ts";
import { firstUnread, threadRows } from "./thread-rows.ts";
import { useJump } from "./use-jump.ts";
import { useMarkRead } from "./use-mark-read.ts";

/** So near to the end, one follows what comes. */
const nearPx = 40;

interface Props {
  readonly conversation: Conversation;
  readonly onReply: (messageId: string) => void;
}

const none: readonly Message[] = [];

export function Thread({ conversation, onReply }: Props) {
  const { t } = useTranslation();
  const { message: linked } = useSearch({ strict: false });
  const query = useInfiniteQuery(threadQuery(conversation.id));
  const { data, error, hasPreviousPage, isFetchingPreviousPage, fetchPreviousPage } = query;
  const messages = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? none, [data]);
  const waiting = useStore(outgoing).filter((one) => one.conversationId === conversation.id);
  const [firstNew, setFirstNew] = useState<string>();
  const [isLoaded, setLoaded] = useState(false);
  if (!isLoaded && data !== undefined) {
    setLoaded(true);
    setFirstNew(firstUnread(messages, conversation));
  }
  const rows = threadRows({
    messages,
    hasOlder: hasPreviousPage,
    outgoing: waiting,
    firstNewId: firstNew,
  });
  const list = useRef<VirtualizerHandle>(null);
  const [isNearEnd, setNearEnd] = useState(true);
  // As it is, and not as it was when this was drawn: whoever has just scrolled away isn't pulled back.
  const follows = useRef(true);
  const [unseen, setUnseen] = useState(0);
  const [said, setSaid] = useState("");
  // Only for the very render that brings older messages: the lines being read stay where they are.
  const [first, setFirst] = useState<string>();
  const isPrepended = first !== undefined && messages[0]?.id !== first;
  useLayoutEffect(() => setFirst(messages[0]?.id), [messages]);

  const isAtEnd = (): boolean => {
    const handle = list.current;
    return (
      handle === null || handle.scrollOffset + handle.viewportSize >= handle.scrollSize - nearPx
    );
  };
  const toEnd = (): void => list.current?.scrollToIndex(rows.length - 1, { align: "end" });
  const jump = useJump({
    rows,
    list,
    follows,
    hasOlder: hasPreviousPage,
    loadOlder: fetchPreviousPage,
  });

  // Where one begins to read: at what is new, or at the end.
  useLayoutEffect(() => {
    if (!isLoaded) return;
    const at = rows.findIndex(({ kind }) => kind === "new");
    if (linked !== undefined) jump.to(linked);
    else if (at > 0) list.current?.scrollToIndex(at, { align: "start" });
    else toEnd();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once when it is loaded, and for each link
  }, [isLoaded, linked]);

  const lastKey = rows.at(-1)?.key;
  const shown = useRef(lastKey);
  useLayoutEffect(() => {
    if (!isLoaded || shown.current === lastKey) return;
    const isFirst = shown.current === undefined;
    shown.current = lastKey;
    if (isFirst) return;
    const last = rows.at(-1);
    const isOurs =
      last?.kind === "outgoing" ||
      (last?.kind === "message" && last.message.direction !== "inbound");
    if (follows.current || isOurs) toEnd();
    else setUnseen((count) => count + 1);
    if (last?.kind === "message" && !isOurs)
      setSaid(t("thread.new", { name: last.message.author.name }));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- for each new line
  }, [lastKey, isLoaded]);

  const onScroll = (): void => {
    const near = isAtEnd();
    follows.current = near;
    setNearEnd(near);
    if (near) setUnseen(0);
    if (
      (list.current?.scrollOffset ?? Infinity) < 400 &&
      hasPreviousPage &&
      !isFetchingPreviousPage
    ) {
      void fetchPreviousPage();
    }
  };
  useEffect(() => {
    // A first page that doesn't fill the pane can't be scrolled.
    const handle = list.current;
    if (handle !== null && hasPreviousPage && !isFetchingPreviousPage && isLoaded) {
      if (handle.scrollSize <= handle.viewportSize) void fetchPreviousPage();
    }
  });
  useMarkRead(conversation, isLoaded && isNearEnd);
  const writer = useStore(typing).get(conversation.id);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col bg-canvas">
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      <div
        role="region"
        aria-label={t("thread.label", { name: conversation.title })}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden px-3 pt-3 -outline-offset-2 md:px-5"
      >
        <Virtualizer
          ref={list}
          data={rows}
          shift={isPrepended}
          itemSize={80}
          bufferSize={400}
          onScroll={onScroll}
          onResize={() => follows.current && toEnd()}
        >
          {(row) => (
            <ThreadLine
              key={row.key}
              row={row}
              isMarked={jump.marked === row.key}
              onReply={onReply}
              onJump={jump.to}
            />
          )}
        </Virtualizer>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      <p className="h-5 px-5 text-xs text-soft italic">
        {writer !== undefined && t("typing", { name: writer })}
      </p>
      {!isNearEnd && (
        <div className="absolute end-4 bottom-8">
          <Button small onPress={toEnd}>
            <ArrowDown size={16} aria-hidden="true" />
            {unseen > 0 ? t("thread.latestNew", { count: unseen }) : t("thread.latest")}
          </Button>
        </div>
      )}
    </div>
  );
}
