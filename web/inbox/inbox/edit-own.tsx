import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { EditMessage } from "./edit-message.tsx";
import { textOf } from "./message-choices.ts";
import { placeMessage, threadQuery } from "./thread-data.ts";

interface Props {
  readonly conversationId: string;
  readonly messageId: string;
  readonly onClose: () => void;
}

/** One's own message, opened by a key from where one writes. */
export function EditOwn({ conversationId, messageId, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { problem, attempt } = useAttempt();
  const [isSaving, setSaving] = useState(false);
  const message = client
    .getQueryData(threadQuery(conversationId).queryKey)
    ?.pages.flatMap(({ items }) => items)
    .find(({ id }) => id === messageId);
  if (message === undefined) return null;
  const save = async (text: string): Promise<void> => {
    setSaving(true);
    const isDone = await attempt(async () => {
      const body = { parts: [{ type: "text" as const, text: { text } }] };
      placeMessage(client, await hub("editMessage", { params: { messageId }, body }));
    });
    if (isDone) onClose();
  };
  return (
    <>
      <EditMessage
        isOpen={!isSaving}
        text={textOf(message)}
        onSave={(text) => void save(text)}
        onClose={onClose}
      />
      <Dialog isOpen={problem !== undefined} title={t("problem.title")} onClose={onClose}>
        <p className="text-sm">{problem}</p>
      </Dialog>
    </>
  );
}
