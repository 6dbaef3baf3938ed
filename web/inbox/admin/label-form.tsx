import { useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub, HubError } from "../api/hub.ts";
import type { Label } from "../api/schema.ts";
import { labelsKey } from "../labels/label-list.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { useAttempt } from "../ui/use-attempt.ts";

const colours = ["grey", "red", "orange", "yellow", "green", "blue", "purple"] as const;

interface Props {
  /** The one to change; without it, a new one. */
  readonly label?: Label;
  readonly onDone: () => void;
}

export function LabelForm({ label, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(label?.name ?? "");
  const [colour, setColour] = useState<Label["colour"]>(label?.colour ?? "grey");
  const [description, setDescription] = useState(label?.description ?? "");
  const { problem, isBusy, attempt } = useAttempt((error) =>
    error instanceof HubError && error.code === "conflict" ? t("labels.taken") : undefined,
  );
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const body = { name, colour, description };
    const isDone = await attempt(async () => {
      if (label === undefined) await hub("createLabel", { body });
      else await hub("changeLabel", { params: { labelId: label.id }, body });
      await client.invalidateQueries({ queryKey: labelsKey });
    });
    if (isDone) onDone();
  };
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <Field
        label={t("labels.name")}
        maxLength={50}
        autoComplete="off"
        required
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <fieldset>
        <legend className="mb-1 text-sm font-medium">{t("labels.colour")}</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {colours.map((one) => (
            <label key={one} className="flex min-h-9 items-center gap-2 text-sm">
              <input
                type="radio"
                name="colour"
                className="size-4 accent-accent"
                checked={one === colour}
                onChange={() => setColour(one)}
              />
              <span className={`chip label-${one}`}>{t(`labelColour.${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        label={t("labels.description")}
        maxLength={200}
        autoComplete="off"
        value={description}
        onChange={({ target }) => setDescription(target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isDisabled={isBusy}>
          {t("save")}
        </Button>
        <Button onPress={onDone}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
