import { Check } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { useChangeConversation } from "../inbox/use-change-conversation.ts";
import { Alert } from "../ui/alert.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { PickField } from "../ui/pick-field.tsx";
import { LabelChip } from "./label-chip.tsx";
import { useLabels } from "./label-list.ts";

interface Props {
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

const plain = (text: string): string => text.normalize("NFKC").toLocaleLowerCase();

/** Puts labels on a conversation and takes them off, as many as one likes; a new name becomes a new label. */
export function LabelPicker({ conversation: { id, labels }, onClose }: Props) {
  const { t } = useTranslation();
  const { change, problem } = useChangeConversation(id);
  const [text, setText] = useState("");
  const [wanted, setWanted] = useState(labels);
  const typed = text.trim().replaceAll(/\s+/gu, " ");
  const known = [...new Set([...useLabels().map(({ name }) => name), ...wanted])];
  const found = known.filter((name) => plain(name).includes(plain(typed)));
  const isNew = typed !== "" && typed.length <= 50 && !known.includes(typed);
  const names = isNew ? [...found, typed] : found;
  const toggle = (name: string): void => {
    const next = wanted.includes(name) ? wanted.filter((one) => one !== name) : [...wanted, name];
    setWanted(next);
    setText("");
    change({ labels: next });
  };
  return (
    <Dialog isOpen title={t("labels.title")} onClose={onClose}>
      <div className="grid gap-2">
        {problem !== undefined && <Alert>{problem}</Alert>}
        <PickField
          label={t("labels.search")}
          listLabel={t("labels.title")}
          text={text}
          onChange={setText}
          onChoose={(index) => {
            const name = names[index];
            if (name !== undefined) toggle(name);
          }}
          choices={names.map((name) => ({
            id: name,
            content:
              isNew && name === typed ? (
                t("labels.new", { label: name })
              ) : (
                <>
                  <LabelChip name={name} />
                  {wanted.includes(name) && (
                    <span className="text-accent">
                      <Check size={16} aria-hidden="true" />
                      <span className="sr-only">{t("labels.on")}</span>
                    </span>
                  )}
                </>
              ),
          }))}
        />
      </div>
    </Dialog>
  );
}
