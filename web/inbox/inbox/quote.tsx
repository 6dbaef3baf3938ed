import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Message } from "../api/schema.ts";
import { textOf } from "./message-choices.ts";
import { threadQuery } from "./thread-data.ts";

interface Props {
  readonly message: Message;
  readonly onJump: (messageId: string) => void;
}

const look = "mb-1 block w-full border-s-2 border-accent ps-2 text-start text-sm text-soft";

/** What a message answers. Pressed, it leads there. */
export function Quote({ message: { replyTo, conversationId }, onJump }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  if (replyTo === null) return null;
  const { messageId, excerpt } = replyTo;
  const held = client.getQueryData(threadQuery(conversationId).queryKey);
  const quoted = held?.pages.flatMap(({ items }) => items).find(({ id }) => id === messageId);
  const words = excerpt ?? (quoted === undefined ? "" : textOf(quoted));
  const text = words === "" ? t("message.quoteUnknown") : words;
  if (messageId === null) {
    return (
      <p dir="auto" className={`${look} line-clamp-3`}>
        {text}
      </p>
    );
  }
  return (
    <button type="button" dir="auto" className={look} onClick={() => onJump(messageId)}>
      <span className="sr-only">{t("message.quoteJump")} </span>
      <span className="line-clamp-3">{text}</span>
    </button>
  );
}
