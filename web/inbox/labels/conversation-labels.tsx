import { Tag, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { keysOf } from "../app/shortcuts.ts";
import { useChangeConversation } from "../inbox/use-change-conversation.ts";
import { Alert } from "../ui/alert.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { LabelChip } from "./label-chip.tsx";

interface Props {
  readonly conversation: Conversation;
  readonly onLabel: () => void;
}

export function ConversationLabels({ conversation: { id, labels }, onLabel }: Props) {
  const { t } = useTranslation();
  const { change, problem } = useChangeConversation(id);
  return (
    <section aria-labelledby="labels" className="grid gap-2">
      <h2 id="labels" className="text-xs font-medium text-soft">
        {t("labels.title")}
      </h2>
      {labels.length > 0 && (
        <ul className="flex flex-wrap gap-1">
          {labels.map((label) => (
            <li key={label}>
              <LabelChip name={label}>
                <IconButton
                  label={t("labels.remove", { label })}
                  onPress={() => change({ labels: labels.filter((one) => one !== label) })}
                >
                  <X size={14} aria-hidden="true" />
                </IconButton>
              </LabelChip>
            </li>
          ))}
        </ul>
      )}
      {problem !== undefined && <Alert>{problem}</Alert>}
      <div title={`${t("labels.add")} (${keysOf("labels")})`}>
        <Button small onPress={onLabel}>
          <Tag size={14} aria-hidden="true" />
          {t("labels.add")}
        </Button>
      </div>
    </section>
  );
}
