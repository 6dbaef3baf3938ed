import { useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Conversation } from "../api/schema.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { useSession } from "../session/session.ts";
import { Dialog } from "../ui/dialog.tsx";
import { LaterMenu } from "../ui/later-menu.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { placeConversation } from "./conversation-lists.ts";
import type { ConversationChange } from "./use-change-conversation.ts";

const GoToDate = lazy(async () => ({ default: (await import("./go-to-date.tsx")).GoToDate }));

interface Props {
  readonly conversation: Conversation;
  readonly onChange: (change: ConversationChange) => void;
}

const priorities = ["urgent", "high", "normal", "low"] as const;

/** What is done with a conversation now and then. */
export function MoreMenu({ conversation: { id, priority }, onChange }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { agent } = useSession();
  const { problem, attempt, dismiss } = useAttempt();
  const [isGoing, setGoing] = useState(false);
  const markUnread = (): void =>
    void attempt(async () => {
      const params = { conversationId: id };
      placeConversation(client, await hub("markConversationUnread", { params }), agent.id);
    });
  useShortcuts({ markUnread });
  const choices = [
    { id: "unread", name: t("act.markUnread"), onChoose: markUnread },
    { id: "date", name: t("date.open"), onChoose: () => setGoing(true) },
    ...priorities
      .filter((one) => one !== priority)
      .map((one) => ({
        id: one,
        name: t(`priority.${one}`),
        onChoose: () => onChange({ priority: one }),
      })),
  ];
  return (
    <>
      <LaterMenu label={t("header.more")} choices={choices}>
        <EllipsisVertical size={18} aria-hidden="true" />
      </LaterMenu>
      {isGoing && (
        <Suspense>
          <GoToDate onClose={() => setGoing(false)} />
        </Suspense>
      )}
      <Dialog isOpen={problem !== undefined} title={t("problem.title")} onClose={dismiss}>
        <p className="text-sm">{problem}</p>
      </Dialog>
    </>
  );
}
