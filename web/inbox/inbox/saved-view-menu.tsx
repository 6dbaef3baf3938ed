import { useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Operations, SavedView } from "../api/schema.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { type Choice, Menu } from "../ui/menu.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { savedViewsQuery, useSavedViews } from "./saved-views.ts";

/** What can be done with the saved view that the list shows. */
export function SavedViewMenu({ saved }: { readonly saved: SavedView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState<"rename" | "delete">();
  const { problem, attempt, dismiss } = useAttempt();
  const group = useSavedViews().filter(({ isShared }) => isShared === saved.isShared);
  const at = group.findIndex(({ id }) => id === saved.id);
  const params = { viewId: saved.id };
  const run = (work: () => Promise<unknown>): void =>
    void attempt(async () => {
      await work();
      await client.invalidateQueries({ queryKey: savedViewsQuery.queryKey });
    });
  const change = (body: Operations["changeView"]["body"]): void =>
    run(() => hub("changeView", { params, body }));
  if (!saved.mayChange) return null;
  const choices: readonly (Choice | false)[] = [
    { id: "rename", name: t("filter.rename"), onChoose: () => setAsked("rename") },
    {
      id: "share",
      name: t(saved.isShared ? "filter.unshare" : "filter.share"),
      onChoose: () => change({ isShared: !saved.isShared }),
    },
    at > 0 && {
      id: "up",
      name: t("filter.up"),
      onChoose: () => change({ position: at - 1 }),
    },
    at < group.length - 1 && {
      id: "down",
      name: t("filter.down"),
      onChoose: () => change({ position: at + 1 }),
    },
    {
      id: "delete",
      name: t("filter.delete"),
      isDangerous: true,
      onChoose: () => setAsked("delete"),
    },
  ];
  const rename = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change({ name: textIn(new FormData(event.currentTarget), "name") });
    setAsked(undefined);
  };
  return (
    <>
      <Menu label={t("filter.menu")} choices={choices.filter((choice) => choice !== false)}>
        <EllipsisVertical size={18} aria-hidden="true" />
      </Menu>
      <Dialog
        isOpen={asked === "rename"}
        title={t("filter.rename")}
        onClose={() => setAsked(undefined)}
      >
        <form className="grid gap-4" onSubmit={rename}>
          <Field
            label={t("filter.name")}
            name="name"
            defaultValue={saved.name}
            required
            maxLength={60}
            autoComplete="off"
            autoFocus
          />
          <Button type="submit" variant="primary">
            {t("filter.saveNow")}
          </Button>
        </form>
      </Dialog>
      <Confirm
        question={
          asked === "delete"
            ? {
                title: t("filter.deleteTitle", { name: saved.name }),
                text: t(saved.isShared ? "filter.deleteShared" : "filter.deleteText"),
                yes: t("filter.delete"),
                isDangerous: true,
                onYes: () => run(() => hub("removeView", { params })),
              }
            : undefined
        }
        onClose={() => setAsked(undefined)}
      />
      <Dialog isOpen={problem !== undefined} title={t("problem.title")} onClose={dismiss}>
        <Alert>{problem}</Alert>
      </Dialog>
    </>
  );
}
