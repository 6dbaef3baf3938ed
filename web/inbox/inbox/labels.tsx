import { X } from "lucide-react";
import type { SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { Alert } from "../ui/alert.tsx";
import { IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { useChangeConversation } from "./use-change-conversation.ts";

export function Labels({ conversation: { id, labels } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const { change, problem } = useChangeConversation(id);
  const add = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const label = textIn(new FormData(event.currentTarget), "label").trim();
    if (label !== "") change({ labels: [...labels, label] });
    event.currentTarget.reset();
  };
  return (
    <section aria-labelledby="labels" className="grid gap-2">
      <h2 id="labels" className="text-xs font-medium text-soft">
        {t("labels.title")}
      </h2>
      <ul className="flex flex-wrap gap-1">
        {labels.map((label) => (
          <li key={label} className="chip">
            #<bdi>{label}</bdi>
            <IconButton
              label={t("labels.remove", { label })}
              onPress={() => change({ labels: labels.filter((one) => one !== label) })}
            >
              <X size={14} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <form onSubmit={add}>
        <Field label={t("labels.add")} name="label" maxLength={50} autoComplete="off" />
      </form>
    </section>
  );
}
