import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { hub } from "../api/hub.ts";
import type { Conversation } from "../api/schema.ts";
import { useSession } from "../session/session.ts";
import { placeConversation } from "./conversation-lists.ts";

/** Read is what somebody could see: the end of the thread, in a window that is looked at. */
export function useMarkRead(
  { id, unreadCount, lastCustomerMessageAt }: Conversation,
  isEndShown: boolean,
): void {
  const client = useQueryClient();
  const { agent, permissions } = useSession();
  const mayMark = permissions.includes("conversations:write");
  /** Up to where it was read, here or by others, since it was opened. */
  const readUntil = useRef<string | null>(undefined);
  useEffect(() => {
    if (unreadCount === 0) readUntil.current = lastCustomerMessageAt;
    // Nothing has come: somebody marked it unread, for whoever opens it next.
    const isMarked = readUntil.current === lastCustomerMessageAt;
    if (!isEndShown || unreadCount === 0 || isMarked || !mayMark) return undefined;
    const mark = async (): Promise<void> => {
      if (document.visibilityState !== "visible" || !document.hasFocus()) return;
      try {
        placeConversation(
          client,
          await hub("markConversationRead", { params: { conversationId: id } }),
          agent.id,
        );
      } catch {
        // It stays unread, which is shown; the next look tries again.
      }
    };
    const look = (): void => void mark();
    look();
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [client, id, unreadCount, lastCustomerMessageAt, isEndShown, mayMark, agent.id]);
}
