import { useState } from "react";
import type { Conversation } from "../api/schema.ts";

/**
 * The list, with the selected conversation where it last stood even when it left the view's filter: what one works on
 * doesn't vanish under one's hands.
 */
export function useGhost(
  rows: readonly Conversation[],
  selected: string | undefined,
): readonly Conversation[] {
  const at = rows.findIndex(({ id }) => id === selected);
  const [last, setLast] = useState<{ readonly row: Conversation; readonly at: number }>();
  const found = rows[at];
  if (found !== undefined && (last?.row !== found || last.at !== at)) setLast({ row: found, at });
  if (found !== undefined || last === undefined || last.row.id !== selected) return rows;
  return rows.toSpliced(Math.min(last.at, rows.length), 0, last.row);
}
