import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Conversation } from "../api/schema.ts";
import { isDetached, threadQuery } from "./thread-data.ts";

export interface SeenVersion {
  /** `version` of the conversation that the agent had before their eyes when they wrote. */
  readonly version: number;
  /** Customers wrote while the agent did, who didn't say that they read it. */
  readonly hasNews: boolean;
  /** What they wrote, as far as it is loaded. */
  readonly unseen: readonly string[];
  readonly look: () => void;
}

/** An answer belongs to what was read. Whoever is writing while the customer goes on is told so before they send. */
export function useSeenVersion(conversation: Conversation, isWriting: boolean): SeenVersion {
  const { data: messages } = useInfiniteQuery(threadQuery(conversation.id));
  const inbound = (messages?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ direction }) => direction === "inbound")
    .map(({ id }) => id);
  const [begun, setBegun] = useState<{
    readonly version: number;
    readonly inbound: readonly string[];
    readonly unreadCount: number;
  }>();
  const { version, unreadCount } = conversation;
  const now = { version, inbound, unreadCount };
  if (!isWriting && begun !== undefined) setBegun(undefined);
  if (isWriting && begun === undefined && messages !== undefined) setBegun(now);
  const unseen = begun === undefined ? [] : newer(begun.inbound, inbound);
  // Far back in the conversation, what is new isn't loaded.
  const isBehind = begun !== undefined && isDetached(messages) && unreadCount > begun.unreadCount;
  const hasNews = unseen.length > 0 || isBehind;
  return {
    version: hasNews && begun !== undefined ? begun.version : version,
    hasNews,
    unseen,
    look: () => setBegun(now),
  };
}

/** Those after the last that was known: what else was loaded meanwhile is no news. */
function newer(known: readonly string[], all: readonly string[]): readonly string[] {
  const last = known.at(-1);
  if (last === undefined) return all;
  const at = all.indexOf(last);
  return at === -1 ? [] : all.slice(at + 1);
}
