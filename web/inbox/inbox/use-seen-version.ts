import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Conversation } from "../api/schema.ts";
import { threadQuery } from "./thread-data.ts";

export interface SeenVersion {
  /** `version` of the conversation that the agent had before their eyes when they wrote. */
  readonly version: number;
  /** What customers wrote while the agent did, and the agent didn't say that they read it. */
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
  }>();
  const now = { version: conversation.version, inbound };
  if (!isWriting && begun !== undefined) setBegun(undefined);
  if (isWriting && begun === undefined && messages !== undefined) setBegun(now);
  const unseen = begun === undefined ? [] : newer(begun.inbound, inbound);
  return {
    version: unseen.length > 0 && begun !== undefined ? begun.version : conversation.version,
    unseen,
    look: () => setBegun(now),
  };
}

/** Those after the last that was known: older ones that were loaded meanwhile are no news. */
function newer(known: readonly string[], all: readonly string[]): readonly string[] {
  const last = known.at(-1);
  return last === undefined ? all : all.slice(all.indexOf(last) + 1);
}
