import { useState } from "react";
import type { Conversation } from "../api/schema.ts";

/** Conversations that were chosen in a list, to do something with all of them. */
export interface Selection {
  /** As they stand in the list; one that has left it is chosen no longer. */
  readonly chosen: readonly Conversation[];
  readonly has: (id: string) => boolean;
  readonly toggle: (id: string) => void;
  /** All from where it was begun to there, and nothing else. */
  readonly extendTo: (id: string) => void;
  readonly choose: (ids: readonly string[]) => void;
  readonly chooseAll: () => void;
  readonly clear: () => void;
}

/** `from`: where a range begins before anything was chosen. */
export function useSelection(rows: readonly Conversation[], from: string | undefined): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string>();
  const at = (id: string | undefined): number => rows.findIndex((row) => row.id === id);
  return {
    chosen: rows.filter(({ id }) => ids.has(id)),
    has: (id) => ids.has(id),
    toggle: (id) => {
      setAnchor(id);
      setIds(ids.has(id) ? new Set([...ids].filter((one) => one !== id)) : new Set([...ids, id]));
    },
    extendTo: (id) => {
      const begin = [anchor, from, id].find((one) => at(one) !== -1);
      const [first = 0, last = 0] = [at(begin), at(id)].sort((a, b) => a - b);
      setAnchor(begin);
      setIds(new Set(rows.slice(first, last + 1).map((row) => row.id)));
    },
    choose: (some) => setIds(new Set(some)),
    chooseAll: () => setIds(new Set(rows.map(({ id }) => id))),
    clear: () => {
      setAnchor(undefined);
      setIds(new Set());
    },
  };
}
