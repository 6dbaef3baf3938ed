import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Label } from "../api/schema.ts";
import { usePageTitle } from "../app/page-title.ts";
import { LabelChip } from "../labels/label-chip.tsx";
import { labelsKey, labelsQuery } from "../labels/label-list.ts";
import { Alert } from "../ui/alert.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Confirm, type Question } from "../ui/confirm.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { problemText } from "../ui/problem-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { LabelForm } from "./label-form.tsx";

export function Labels() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: labels, error } = useQuery(labelsQuery);
  const [edited, setEdited] = useState<Label | "new">();
  const [question, setQuestion] = useState<Question>();
  const { problem, attempt } = useAttempt();
  usePageTitle(t("labels.title"));
  const ask = ({ id, name }: Label): void =>
    setQuestion({
      title: t("labels.delete", { label: name }),
      text: t("labels.deleteText"),
      yes: t("labels.delete", { label: name }),
      isDangerous: true,
      onYes: () =>
        void attempt(async () => {
          await hub("removeLabel", { params: { labelId: id } });
          await client.invalidateQueries({ queryKey: labelsKey });
        }),
    });
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("labels.title")}</h1>
      <p className="text-sm text-soft">{t("labels.text")}</p>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      {problem !== undefined && <Alert>{problem}</Alert>}
      <div>
        <Button variant="primary" onPress={() => setEdited("new")}>
          <Plus size={16} aria-hidden="true" />
          {t("labels.add")}
        </Button>
      </div>
      {labels?.length === 0 && <p className="text-sm text-soft">{t("labels.none")}</p>}
      <ul className="grid gap-2">
        {labels?.map((label) => (
          <li key={label.id} className="card flex items-center gap-2 py-2">
            <div className="min-w-0 flex-1 break-words">
              <LabelChip name={label.name} />
              <p dir="auto" className="text-sm text-soft">
                {label.description}
              </p>
            </div>
            <IconButton
              label={t("labels.edit", { label: label.name })}
              onPress={() => setEdited(label)}
            >
              <Pencil size={18} aria-hidden="true" />
            </IconButton>
            <IconButton
              label={t("labels.delete", { label: label.name })}
              onPress={() => ask(label)}
            >
              <Trash2 size={18} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <Dialog
        isOpen={edited !== undefined}
        title={
          edited === undefined || edited === "new"
            ? t("labels.add")
            : t("labels.edit", { label: edited.name })
        }
        onClose={() => setEdited(undefined)}
      >
        {edited !== undefined && (
          <LabelForm
            {...(edited !== "new" && { label: edited })}
            onDone={() => setEdited(undefined)}
          />
        )}
      </Dialog>
      <Confirm question={question} onClose={() => setQuestion(undefined)} />
    </>
  );
}
