import { type InfiniteData, infiniteQueryOptions, type QueryClient } from "@tanstack/react-query";
import { hub, HubError } from "../api/hub.ts";
import type { Message, Operations } from "../api/schema.ts";
import { changeHeld, isHeld } from "../app/held.ts";

type Page = Operations["listMessages"]["answer"];
type Thread = InfiniteData<Page>;

const pageSize = 40;

/** From the newest page backwards; what is new comes in by the event stream. */
export function threadQuery(conversationId: string) {
  return infiniteQueryOptions({
    queryKey: ["messages", conversationId],
    queryFn: ({ pageParam, signal }) =>
      hub("listMessages", {
        params: { conversationId },
        query: { limit: pageSize, ...(pageParam === undefined ? {} : { before: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getPreviousPageParam: (first: Page) => first.olderCursor ?? undefined,
    getNextPageParam: () => undefined,
    gcTime: 60_000,
  });
}

/** Asks how a message is now, and shows that wherever its conversation is held. */
export async function refreshMessage(
  client: QueryClient,
  conversationId: string,
  messageId: string,
): Promise<Message | undefined> {
  if (!isHeld(client, threadQuery(conversationId).queryKey)) return undefined;
  try {
    const message = await hub("getMessage", { params: { messageId } });
    placeMessage(client, message);
    return message;
  } catch (error) {
    // An echo that turned out to be a message that is there already.
    if (!(error instanceof HubError) || error.code !== "not-found") throw error;
    removeMessage(client, conversationId, messageId);
    return undefined;
  }
}

export function placeMessage(client: QueryClient, message: Message): void {
  const { queryKey } = threadQuery(message.conversationId);
  changeHeld<Thread>(client, queryKey, (thread) => withMessage(thread, message));
}

export function removeMessage(
  client: QueryClient,
  conversationId: string,
  messageId: string,
): void {
  changeHeld<Thread>(client, threadQuery(conversationId).queryKey, (thread) => ({
    ...thread,
    pages: thread.pages.map((page) => ({
      ...page,
      items: page.items.filter(({ id }) => id !== messageId),
    })),
  }));
}

/** As the hub orders them: by time; within a second that the platform doesn't divide, by arrival. */
function standsAfter(message: Message, other: Message): boolean {
  const [mine, theirs] = [Date.parse(message.sentAt), Date.parse(other.sentAt)];
  if (mine % 1000 !== 0) return theirs <= mine;
  return Math.floor(theirs / 1000) * 1000 <= mine;
}

function withMessage(thread: Thread, message: Message): Thread {
  const isThere = thread.pages.some(({ items }) => items.some(({ id }) => id === message.id));
  if (isThere) {
    const pages = thread.pages.map((page) => ({
      ...page,
      items: page.items.map((one) => (one.id === message.id ? message : one)),
    }));
    return { ...thread, pages };
  }
  const pages = thread.pages.map((page) => ({ ...page, items: [...page.items] }));
  for (const page of pages.toReversed()) {
    const after = page.items.findLastIndex((one) => standsAfter(message, one));
    if (after === -1 && page !== pages[0]) continue;
    // Older than all that is loaded: it comes with its page.
    if (after === -1 && page.olderCursor !== null) break;
    page.items.splice(after + 1, 0, message);
    break;
  }
  return { ...thread, pages };
}
