import {
  type InfiniteData,
  infiniteQueryOptions,
  queryOptions,
  type QueryClient,
} from "@tanstack/react-query";
import { hub, HubError } from "../api/hub.ts";
import type { Conversation, Operations } from "../api/schema.ts";
import { changeHeld } from "../app/held.ts";
import { belongs, queryOf, type View } from "./views.ts";

type Page = Operations["listConversations"]["answer"];
type List = InfiniteData<Page>;

const pageSize = 50;

export function listQuery(view: View) {
  return infiniteQueryOptions({
    queryKey: ["conversations", view],
    queryFn: ({ pageParam, signal }) =>
      hub("listConversations", {
        query: {
          ...queryOf(view),
          limit: pageSize,
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // Left for a while, it may have missed nothing: every list is kept up to date as long as it is held.
    gcTime: 5 * 60_000,
  });
}

export function conversationQuery(conversationId: string) {
  return queryOptions({
    queryKey: ["conversation", conversationId],
    queryFn: ({ signal }) => hub("getConversation", { params: { conversationId }, signal }),
  });
}

/** Asks how a conversation is now, and puts it where it belongs in every list that is held. */
export async function refreshConversation(
  client: QueryClient,
  conversationId: string,
  agentId: string,
): Promise<Conversation | undefined> {
  try {
    const conversation = await hub("getConversation", { params: { conversationId } });
    placeConversation(client, conversation, agentId);
    return conversation;
  } catch (error) {
    // Merged into another one meanwhile: it is in no list any more.
    if (!(error instanceof HubError) || error.code !== "not-found") throw error;
    for (const view of heldViews(client)) changeList(client, view, conversationId, undefined);
    return undefined;
  }
}

export function placeConversation(
  client: QueryClient,
  conversation: Conversation,
  agentId: string,
): void {
  client.setQueryData(conversationQuery(conversation.id).queryKey, conversation);
  for (const view of heldViews(client)) {
    const shown = belongs(conversation, view, agentId) ? conversation : undefined;
    changeList(client, view, conversation.id, shown);
  }
}

function heldViews(client: QueryClient): readonly View[] {
  const held = client.getQueryCache().findAll({ queryKey: ["conversations"] });
  return held.map(({ queryKey }) => queryKey[1] as View);
}

function changeList(
  client: QueryClient,
  view: View,
  id: string,
  conversation: Conversation | undefined,
): void {
  changeHeld<List>(client, listQuery(view).queryKey, (list) => place(list, id, conversation));
}

const isBefore = (a: Conversation, b: Conversation): boolean =>
  a.lastActivityAt > b.lastActivityAt || (a.lastActivityAt === b.lastActivityAt && a.id > b.id);

/** The list with the conversation at its place, or without it. One that lies beyond what is loaded comes with its page. */
function place(list: List, id: string, conversation: Conversation | undefined): List {
  const pages = list.pages.map(({ items, nextCursor }) => ({
    items: items.filter((one) => one.id !== id),
    nextCursor,
  }));
  if (conversation !== undefined) {
    const at = pages.findIndex(
      ({ items, nextCursor }) =>
        nextCursor === null || items.some((one) => isBefore(conversation, one)),
    );
    const page = pages[at];
    if (page !== undefined) {
      const found = page.items.findIndex((one) => isBefore(conversation, one));
      const index = found === -1 ? page.items.length : found;
      page.items.splice(index, 0, conversation);
    }
  }
  return { ...list, pages };
}
