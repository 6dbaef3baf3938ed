import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { IconButton } from "../ui/button.tsx";
import { partsText } from "./preview-text.ts";
import { threadQuery } from "./thread-data.ts";

interface Props {
  readonly conversationId: string;
  readonly messageId: string;
  readonly onClose: () => void;
}

/** What the reply will answer. */
export function QuotePreview({ conversationId, messageId, onClose }: Props) {
  const { t } = useTranslation();
  const thread = useQueryClient().getQueryData(threadQuery(conversationId).queryKey);
  const held = thread?.pages.flatMap(({ items }) => items).find(({ id }) => id === messageId);
  // Chosen far back, and left for the latest ones.
  const { data: asked } = useQuery({
    queryKey: ["message", messageId],
    queryFn: ({ signal }) => hub("getMessage", { params: { messageId }, signal }),
    enabled: held === undefined,
  });
  const message = held ?? asked;
  const text = message === undefined ? "" : partsText(message.parts, t);
  return (
    <div className="flex items-center gap-2 rounded-lg bg-hover px-3 py-1 text-sm">
      <p className="min-w-0 flex-1 truncate border-s-2 border-accent ps-2" dir="auto">
        <span className="sr-only">{t("composer.replyingTo")} </span>
        <bdi className="font-medium">{message?.author.name}</bdi> {text}
      </p>
      <IconButton label={t("composer.noQuote")} onPress={onClose}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
