import { useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { ViewFilter } from "../api/schema.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { Select } from "../ui/select.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { savedViewsQuery, useSavedViews, viewCountsKey } from "./saved-views.ts";

interface Props {
  readonly filter: ViewFilter;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Gives a filter a name, or puts it in the place of one that has a name already. */
export function SaveView({ filter, isOpen, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={isOpen} title={t("filter.save")} onClose={onClose}>
      <SaveForm filter={filter} onDone={onClose} />
    </Dialog>
  );
}

function SaveForm({ filter, onDone }: { filter: ViewFilter; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const changeable = useSavedViews().filter(({ mayChange }) => mayChange);
  const [replaced, setReplaced] = useState("");
  const { problem, isBusy, attempt } = useAttempt();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { filter, name: textIn(form, "name"), isShared: form.has("shared") };
    const isDone = await attempt(async () => {
      if (replaced === "") await hub("addView", { body });
      else await hub("changeView", { params: { viewId: replaced }, body: { filter } });
      await client.invalidateQueries({ queryKey: savedViewsQuery.queryKey });
      await client.invalidateQueries({ queryKey: viewCountsKey });
    });
    if (isDone) onDone();
  };
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {changeable.length > 0 && (
        <Select
          label={t("filter.saveAs")}
          value={replaced}
          options={[
            ["", t("filter.saveNew")],
            ...changeable.map(({ id, name }) => [id, t("filter.saveInstead", { name })] as const),
          ]}
          onChange={setReplaced}
        />
      )}
      {replaced === "" && (
        <>
          <Field
            label={t("filter.name")}
            name="name"
            required
            maxLength={60}
            autoComplete="off"
            autoFocus
          />
          <label className="flex min-h-8 items-center gap-2 text-sm">
            <input type="checkbox" name="shared" className="size-4 accent-accent" />
            {t("filter.share")}
          </label>
        </>
      )}
      {problem !== undefined && <Alert>{problem}</Alert>}
      <Button type="submit" variant="primary" isDisabled={isBusy}>
        {t("filter.saveNow")}
      </Button>
    </form>
  );
}
