import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useState } from "react";
import type { Capabilities, Message } from "../api/schema.ts";
import { isComposing } from "../app/shortcuts.ts";
import { isEditable } from "./message-choices.ts";
import { isDetached, threadQuery } from "./thread-data.ts";

const EditOwn = lazy(async () => ({ default: (await import("./edit-own.tsx")).EditOwn }));

interface Parts {
  readonly conversationId: string;
  readonly can: Capabilities | undefined;
  readonly replyTo: string | undefined;
  readonly onReplyTo: (messageId: string) => void;
}

interface ArrowUp {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** To be drawn beside the field. */
  readonly dialog: ReactNode;
}

/** In an empty field, the arrow up goes to what was said: with Ctrl to answer it, alone to correct oneself. */
export function useArrowUp({ conversationId, can, replyTo, onReplyTo }: Parts): ArrowUp {
  const client = useQueryClient();
  const [editedId, setEdited] = useState<string>();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowUp" || event.shiftKey || event.altKey) return;
    if (can === undefined || isComposing(event.nativeEvent)) return;
    const thread = client.getQueryData(threadQuery(conversationId).queryKey);
    const messages = thread?.pages.flatMap(({ items }) => items) ?? [];
    const answers = event.ctrlKey || event.metaKey;
    const target = answers ? replyTargetBefore(messages, replyTo, can) : lastOwn(messages, can);
    // One's own last message isn't among those far back.
    if (target === undefined || (!answers && isDetached(thread))) return;
    event.preventDefault();
    if (answers) onReplyTo(target.id);
    else setEdited(target.id);
  };
  const dialog = editedId !== undefined && (
    <Suspense>
      <EditOwn
        conversationId={conversationId}
        messageId={editedId}
        onClose={() => setEdited(undefined)}
      />
    </Suspense>
  );
  return { onKeyDown, dialog };
}

/** The newest message of the customer's that can be answered; with one chosen already, the one before it. */
function replyTargetBefore(
  messages: readonly Message[],
  chosen: string | undefined,
  { reply }: Capabilities,
): Message | undefined {
  if (reply === "none") return undefined;
  const at = messages.findIndex(({ id }) => id === chosen);
  return messages
    .slice(0, at === -1 ? undefined : at)
    .findLast(({ direction, deletedAt }) => direction === "inbound" && deletedAt === null);
}

/** Our newest message, where the platform lets one change it. */
function lastOwn(messages: readonly Message[], can: Capabilities): Message | undefined {
  const last = messages.findLast(({ direction }) => direction === "outbound");
  return last !== undefined && isEditable(last, can) ? last : undefined;
}
