import { useQuery } from "@tanstack/react-query";
import { EllipsisVertical } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Message } from "../api/schema.ts";
import { client } from "../app/query-client.ts";
import { useMay } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Menu } from "../ui/menu.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { capabilitiesQuery } from "./capabilities.ts";
import { EditMessage } from "./edit-message.tsx";
import { choicesFor, type Shown, textOf } from "./message-choices.ts";
import { MessageDetails } from "./message-details.tsx";
import { placeMessage } from "./thread-data.ts";

interface Props {
  readonly message: Message;
  readonly onReply: (messageId: string) => void;
}

export function MessageMenu({ message, onReply }: Props) {
  const { t } = useTranslation();
  const maySend = useMay("messages:send");
  const can = useQuery(capabilitiesQuery(message.conversationId)).data;
  const [shown, setShown] = useState<Shown>();
  const { problem, attempt, dismiss } = useAttempt();
  const close = (): void => setShown(undefined);
  const params = { messageId: message.id };
  const change = (work: () => Promise<Message>): void =>
    void attempt(async () => placeMessage(client, await work()));
  const text = textOf(message);
  const choices = choicesFor(message, {
    can: maySend ? can : undefined,
    onReply,
    onShow: setShown,
    t,
  });
  return (
    <span className="flex-none opacity-0 group-hover:opacity-100 focus-within:opacity-100 has-[[aria-expanded=true]]:opacity-100 pointer-coarse:opacity-100">
      <Menu label={t("message.menu")} choices={choices}>
        <EllipsisVertical size={16} aria-hidden="true" />
      </Menu>
      <EditMessage
        key={String(shown === "edit")}
        isOpen={shown === "edit"}
        text={text}
        onClose={close}
        onSave={(changed) => {
          close();
          change(() =>
            hub("editMessage", {
              params,
              body: { parts: [{ type: "text", text: { text: changed } }] },
            }),
          );
        }}
      />
      <Confirm
        question={
          shown === "delete"
            ? {
                title: t("message.deleteTitle"),
                text: t("message.deleteText"),
                yes: t("message.delete"),
                isDangerous: true,
                onYes: () => change(() => hub("deleteMessage", { params })),
              }
            : undefined
        }
        onClose={close}
      />
      <Dialog isOpen={shown === "react"} title={t("message.react")} onClose={close}>
        <div className="flex flex-wrap gap-2">
          {["👍", "❤", "😂", "🎉", "🙏", "😢", ""].map((emoji) => (
            <Button
              key={emoji}
              onPress={() => {
                change(() =>
                  hub("setReactions", { params, body: { emojis: emoji === "" ? [] : [emoji] } }),
                );
                close();
              }}
            >
              {emoji === "" ? t("message.reactNone") : emoji}
            </Button>
          ))}
        </div>
      </Dialog>
      <Dialog isOpen={shown === "details"} title={t("details.title")} onClose={close}>
        <MessageDetails message={message} />
      </Dialog>
      <Dialog isOpen={problem !== undefined} title={t("problem.title")} onClose={dismiss}>
        <p className="text-sm">{problem}</p>
      </Dialog>
    </span>
  );
}
