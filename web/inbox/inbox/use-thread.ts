import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Conversation, Message } from "../api/schema.ts";
import { useStore } from "../app/store.ts";
import { outgoing } from "./outgoing.ts";
import { isDetached, threadQuery, visitOf } from "./thread-data.ts";
import { firstUnread, threadRows } from "./thread-rows.ts";

const none: readonly Message[] = [];

/** The lines of a conversation as far as they are loaded. */
export function useThread(conversation: Conversation) {
  const query = useInfiniteQuery(threadQuery(conversation.id));
  const { data, hasPreviousPage, hasNextPage } = query;
  const messages = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? none, [data]);
  const all = useStore(outgoing);
  const mine = useMemo(
    () => all.filter((one) => one.conversationId === conversation.id),
    [all, conversation.id],
  );
  const [firstNew, setFirstNew] = useState<string>();
  const [isLoaded, setLoaded] = useState(false);
  if (!isLoaded && data !== undefined) {
    setLoaded(true);
    setFirstNew(firstUnread(messages, conversation));
  }
  const rows = useMemo(
    () =>
      threadRows({
        messages,
        hasOlder: hasPreviousPage,
        outgoing: hasNextPage ? [] : mine,
        firstNewId: firstNew,
      }),
    [messages, hasPreviousPage, hasNextPage, mine, firstNew],
  );
  // Each place that is gone to is a list of its own.
  const [shown, setShown] = useState({
    rows,
    first: messages[0]?.id,
    visit: 0,
    isPrepended: false,
  });
  if (shown.rows !== rows) {
    const first = messages[0]?.id;
    const visit = data === undefined ? shown.visit : (visitOf(data) ?? shown.visit);
    // Only as long as it is older messages that make the difference: the lines being read stay where they are.
    const isPrepended = shown.first !== undefined && shown.first !== first && shown.visit === visit;
    setShown({ rows, first, visit, isPrepended });
  }
  const { visit, isPrepended } = shown;
  useEndAgain(conversation.id);
  return { ...query, rows, isLoaded, visit, isPrepended, lastMine: mine.at(-1)?.key };
}

/** Who went far back and comes again later begins at the end. */
function useEndAgain(conversationId: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const { queryKey } = threadQuery(conversationId);
    return () => {
      if (isDetached(client.getQueryData(queryKey))) client.removeQueries({ queryKey });
    };
  }, [client, conversationId]);
}
