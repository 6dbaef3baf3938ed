import type { SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { KnownLabels } from "../labels/known-labels.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import type { BulkOrder } from "./bulk-jobs.ts";

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onOrder: (order: BulkOrder) => void;
}

/** Puts a label on many conversations, or takes it off. */
export function BulkLabels({ isOpen, onClose, onOrder }: Props) {
  const { t } = useTranslation();
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const label = textIn(new FormData(event.currentTarget), "label").trim();
    if (label === "") return;
    const { submitter } = event.nativeEvent;
    const isRemoval = submitter instanceof HTMLButtonElement && submitter.value === "remove";
    onClose();
    onOrder(isRemoval ? { removeLabels: [label] } : { addLabels: [label] });
  };
  return (
    <Dialog isOpen={isOpen} title={t("bulk.labels")} onClose={onClose}>
      <form className="grid gap-4" onSubmit={submit}>
        <Field
          label={t("bulk.label")}
          name="label"
          maxLength={50}
          autoComplete="off"
          list="known-labels"
          autoFocus
        />
        <KnownLabels id="known-labels" />
        {/* The first is what Enter does. */}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" name="act" value="add">
            {t("bulk.addLabel")}
          </Button>
          <Button type="submit" name="act" value="remove">
            {t("bulk.removeLabel")}
          </Button>
          <Button onPress={onClose}>{t("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
