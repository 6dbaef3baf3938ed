import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import type { ThreadRow } from "./thread-rows.ts";

/** As long as one needs to find it. */
const markedMs = 2500;

interface Parts {
  readonly rows: readonly ThreadRow[];
  readonly list: RefObject<VirtualizerHandle | null>;
  /** Whether the end is followed: not by who goes elsewhere. */
  readonly follows: RefObject<boolean>;
  readonly hasOlder: boolean;
  readonly loadOlder: () => Promise<unknown>;
}

/** Goes to a message, loading what lies between when it is far back, and marks it for a moment. */
export function useJump(parts: Parts): {
  readonly to: (messageId: string) => void;
  readonly marked: string | undefined;
} {
  const [marked, setMarked] = useState<string>();
  const latest = useRef(parts);
  // Before whatever jumps as soon as this is drawn.
  useLayoutEffect(() => {
    latest.current = parts;
  });
  useEffect(() => {
    if (marked === undefined) return undefined;
    const timer = setTimeout(() => setMarked(undefined), markedMs);
    return () => clearTimeout(timer);
  }, [marked]);

  const go = useCallback(async (messageId: string): Promise<void> => {
    latest.current.follows.current = false;
    for (;;) {
      const { rows, list, hasOlder, loadOlder } = latest.current;
      const at = rows.findIndex(({ key }) => key === messageId);
      if (at !== -1) {
        list.current?.scrollToIndex(at, { align: "center" });
        setMarked(messageId);
        return;
      }
      if (!hasOlder) return;
      await loadOlder();
      // Until it is drawn.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
  }, []);
  const to = useCallback((messageId: string) => void go(messageId), [go]);
  return { to, marked };
}
