import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "../api/schema.ts";
import { conversationQuery } from "../inbox/conversation-lists.ts";
import { contactQuery } from "../inbox/directory.ts";
import { useMay } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { JoinQuestion } from "./join-question.tsx";

/** Under a platform's line that somebody looks like others: a button for each of them who isn't known to be the same. */
export function Lookalikes({ message }: { readonly message: Message }) {
  const mayChange = useMay("contacts:write");
  const { data: conversation } = useQuery(conversationQuery(message.conversationId));
  const contactId = conversation?.contactId ?? null;
  if (!mayChange || contactId === null) return null;
  return message.lookalikes.map((id) => <Lookalike key={id} contactId={contactId} formerId={id} />);
}

interface Props {
  readonly contactId: string;
  /** Who wrote before: their name stays. */
  readonly formerId: string;
}

function Lookalike({ contactId, formerId }: Props) {
  const { t } = useTranslation();
  const { data: contact } = useQuery(contactQuery(contactId));
  const { data: former } = useQuery(contactQuery(formerId));
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  if (contact === undefined || former === undefined || contact.id === former.id) return null;
  return (
    <>
      <Button small onPress={() => setOpen(true)}>
        {t("people.sameAs", { name: former.name })}
      </Button>
      <Dialog isOpen={isOpen} title={t("people.sureTitle")} onClose={close}>
        <JoinQuestion contact={former} other={contact} onBack={close} onDone={close} />
      </Dialog>
    </>
  );
}
