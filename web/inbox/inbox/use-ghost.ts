import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Conversation } from "../api/schema.ts";
import { conversationQuery } from "./conversation-lists.ts";

/**
 * The list, with the selected conversation where it last stood even when it left the view's filter: what one works on
 * doesn't vanish under one's hands.
 */
export function useGhost(
  rows: readonly Conversation[],
  selected: string | undefined,
): readonly Conversation[] {
  const { data: conversation } = useQuery({
    ...conversationQuery(selected ?? ""),
    enabled: selected !== undefined,
  });
  const at = rows.findIndex(({ id }) => id === selected);
  const [last, setLast] = useState<{ readonly id: string; readonly at: number }>();
  if (selected !== undefined && at !== -1 && (last?.id !== selected || last.at !== at)) {
    setLast({ id: selected, at });
  }
  if (at !== -1 || conversation === undefined || last === undefined) return rows;
  if (last.id !== conversation.id) return rows;
  return rows.toSpliced(Math.min(last.at, rows.length), 0, conversation);
}
