import { useNavigate } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { anew } from "../app/anew.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";

/** Asks for a day, and leads to the first message from then on. */
export function GoToDate({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [today] = useState(() => new Date().toLocaleDateString("sv"));
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    // Midnight where the agent is.
    const from = new Date(`${textIn(new FormData(event.currentTarget), "day")}T00:00`);
    onClose();
    void navigate({ to: ".", search: { from: from.toISOString() }, state: anew() });
  };
  return (
    <Dialog isOpen title={t("date.title")} onClose={onClose}>
      <form className="grid gap-3" onSubmit={submit}>
        <Field
          label={t("date.day")}
          name="day"
          type="date"
          min="2000-01-01"
          max={today}
          required
          autoFocus
        />
        <Button type="submit" variant="primary">
          {t("date.go")}
        </Button>
      </form>
    </Dialog>
  );
}
