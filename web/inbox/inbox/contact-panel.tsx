import { X } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { IconButton } from "../ui/button.tsx";
import { ConversationLabels } from "../labels/conversation-labels.tsx";

const Person = lazy(async () => ({ default: (await import("../people/person.tsx")).Person }));
const Files = lazy(async () => ({ default: (await import("../people/files.tsx")).Files }));

interface Props {
  readonly conversation: Conversation;
  readonly onLabel: () => void;
  readonly onClose: () => void;
}

/** Who it is, and what there is beside the thread. A drawer where there is no room beside it. */
export function ContactPanel({ conversation, onLabel, onClose }: Props) {
  const { t } = useTranslation();
  const { id, contactId } = conversation;
  return (
    <aside
      aria-label={t("panel.title")}
      className="absolute inset-y-0 end-0 z-10 flex w-80 max-w-full flex-none flex-col gap-6 overflow-y-auto border-s border-line bg-surface p-4 shadow-xl lg:static lg:w-[min(var(--panel-width),30vw)] lg:shadow-none"
    >
      <div className="flex justify-end lg:hidden">
        <IconButton label={t("panel.hide")} onPress={onClose}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
      {contactId === null && <p className="text-sm text-soft">{t("panel.group")}</p>}
      <Suspense>{contactId !== null && <Person contactId={contactId} current={id} />}</Suspense>
      <ConversationLabels conversation={conversation} onLabel={onLabel} />
      <Suspense>
        <Files key={id} conversationId={id} />
      </Suspense>
    </aside>
  );
}
