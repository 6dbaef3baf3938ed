import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Operations } from "../api/schema.ts";
import { useSession } from "../session/session.ts";
import { problemText } from "../ui/problem-text.ts";
import { placeConversation } from "./conversation-lists.ts";

export type ConversationChange = Operations["changeConversation"]["body"];

export function useChangeConversation(conversationId: string): {
  readonly change: (change: ConversationChange) => void;
  readonly problem: string | undefined;
} {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { agent } = useSession();
  const { mutate, error } = useMutation({
    mutationFn: (body: ConversationChange) =>
      hub("changeConversation", { params: { conversationId }, body }),
    onSuccess: (changed) => placeConversation(client, changed, agent.id),
  });
  return { change: mutate, problem: error === null ? undefined : problemText(error, t) };
}
