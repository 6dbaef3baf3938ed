import { type InfiniteData, infiniteQueryOptions, type QueryClient } from "@tanstack/react-query";
import { hub, HubError } from "../api/hub.ts";
import type { Message, Operations } from "../api/schema.ts";
import { changeHeld, isHeld, replaceHeld } from "../app/held.ts";

type Page = Operations["listMessages"]["answer"];
type Thread = InfiniteData<Page, ThreadPlace>;

const pageSize = 40;

/** Where a page is read: at most one of the first four; without any, at the end. */
export interface ThreadPlace {
  readonly before?: string;
  readonly after?: string;
  /** A message. */
  readonly around?: string;
  /** A time. */
  readonly at?: string;
  /** Counts the places that were gone to. */
  readonly visit?: number;
}

const end: ThreadPlace = { visit: 0 };

/** From the newest page, or from the place gone to, both ways; what is new comes in by the event stream. */
export function threadQuery(conversationId: string) {
  return infiniteQueryOptions<Page, Error, Thread, readonly string[], ThreadPlace>({
    queryKey: ["messages", conversationId],
    queryFn: ({ pageParam, signal }) => readPage(conversationId, pageParam, signal),
    initialPageParam: end,
    getPreviousPageParam: ({ olderCursor }: Page): ThreadPlace | undefined =>
      olderCursor === null ? undefined : { before: olderCursor },
    getNextPageParam: ({ hasNewer, newerCursor }: Page): ThreadPlace | undefined =>
      hasNewer && newerCursor !== null ? { after: newerCursor } : undefined,
    gcTime: 60_000,
  });
}

function readPage(conversationId: string, place: ThreadPlace, signal?: AbortSignal): Promise<Page> {
  const { before, after, around, at } = place;
  return hub("listMessages", {
    params: { conversationId },
    query: {
      limit: pageSize,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...(around !== undefined && { around }),
      ...(at !== undefined && { at }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
}

let visits = 0;

/** Holds the conversation from another place on: without what lies between. */
export async function goTo(
  client: QueryClient,
  conversationId: string,
  place: Pick<ThreadPlace, "around" | "at">,
): Promise<void> {
  visits += 1;
  const pageParams = [{ ...place, visit: visits }];
  await replaceHeld<Thread>(client, threadQuery(conversationId).queryKey, async () => ({
    pages: [await readPage(conversationId, place)],
    pageParams,
  }));
}

/** Which place was gone to last; undefined when the pages were all asked for anew since. */
export function visitOf({ pageParams }: Thread): number | undefined {
  return pageParams.find(({ visit }) => visit !== undefined)?.visit;
}

/** Whether what is held ends before the conversation does. */
export function isDetached(thread: Pick<Thread, "pages"> | undefined): boolean {
  return thread?.pages.at(-1)?.hasNewer === true;
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
  // Newer than all that is loaded: it comes with its page.
  const newest = thread.pages.flatMap(({ items }) => items).at(-1);
  if (isDetached(thread) && newest !== undefined && standsAfter(message, newest)) return thread;
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
