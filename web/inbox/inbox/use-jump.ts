import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { VirtualizerHandle } from "virtua";
import { HubError } from "../api/hub.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { goTo } from "./thread-data.ts";
import type { ThreadRow } from "./thread-rows.ts";

/** As long as one needs to find it. */
const markedMs = 2500;

interface Parts {
  readonly conversationId: string;
  readonly rows: readonly ThreadRow[];
  readonly list: RefObject<VirtualizerHandle | null>;
  /** Whether the end is followed: not by who goes elsewhere. */
  readonly follows: RefObject<boolean>;
  /** The rows end before the conversation does. */
  readonly isDetached: boolean;
}

/** Where to go: to a message, to the first one from a time on, or to the end. */
interface Target {
  readonly message?: string;
  readonly from?: string;
}

interface Jump {
  readonly toMessage: (messageId: string) => void;
  /** To the first message from a time on. */
  readonly toTime: (from: string) => void;
  readonly toEnd: () => void;
  /** The message that was gone to, for a moment. */
  readonly marked: string | undefined;
  /** Why one couldn't go there. */
  readonly problem: string | undefined;
}

/** Goes to any place of the conversation, loading what stands around it when that isn't there. */
export function useJump(parts: Parts): Jump {
  const client = useQueryClient();
  const { t } = useTranslation();
  const { problem, attempt } = useAttempt((error) =>
    error instanceof HubError && error.code === "not-found" ? t("thread.gone") : undefined,
  );
  const [marked, setMarked] = useState<string>();
  /** What is loaded, to be scrolled to as soon as it is drawn. */
  const [target, setTarget] = useState<Target>();
  const latest = useRef({ ...parts, attempt });
  // Before whatever jumps as soon as this is drawn.
  useLayoutEffect(() => {
    latest.current = { ...parts, attempt };
  });
  useEffect(() => {
    if (marked === undefined) return undefined;
    const timer = setTimeout(() => setMarked(undefined), markedMs);
    return () => clearTimeout(timer);
  }, [marked]);

  useLayoutEffect(() => {
    const { rows, list } = latest.current;
    if (target === undefined) return;
    const at = indexOf(target, rows);
    if (at === -1) return;
    const isPlace = target.from !== undefined;
    const align = target.message !== undefined ? "center" : isPlace ? "start" : "end";
    list.current?.scrollToIndex(at, { align });
  }, [target]);

  const go = useCallback(
    async (to: Target): Promise<void> => {
      const { conversationId, rows, isDetached, follows } = latest.current;
      const { message: around, from: at } = to;
      follows.current = around === undefined && at === undefined;
      const isThere =
        at === undefined && (around === undefined ? !isDetached : indexOf(to, rows) !== -1);
      const place = { ...(around !== undefined && { around }), ...(at !== undefined && { at }) };
      if (isThere || (await latest.current.attempt(() => goTo(client, conversationId, place)))) {
        setTarget(to);
        setMarked(around);
      }
    },
    [client],
  );
  const toMessage = useCallback((message: string) => void go({ message }), [go]);
  const toTime = useCallback((from: string) => void go({ from }), [go]);
  const toEnd = useCallback(() => void go({}), [go]);
  return { toMessage, toTime, toEnd, marked, problem };
}

function indexOf({ message, from }: Target, rows: readonly ThreadRow[]): number {
  if (message !== undefined) return rows.findIndex(({ key }) => key === message);
  if (from === undefined) return rows.length - 1;
  const first = rows.findIndex(
    (row) => row.kind === "message" && Date.parse(row.message.sentAt) >= Date.parse(from),
  );
  if (first === -1) return rows.length - 1;
  // Under its day.
  return rows[first - 1]?.kind === "day" ? first - 1 : first;
}
