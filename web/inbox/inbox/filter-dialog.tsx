import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ViewFilter } from "../api/schema.ts";
import { KnownLabels } from "../labels/known-labels.tsx";
import { useSession } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { channelsQuery, useAgents } from "./directory.ts";
import { filterOf, type View, viewOf } from "./views.ts";

interface Props {
  readonly view: View;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const statuses = ["open", "pending", "snoozed", "resolved"] as const;
const priorities = ["urgent", "high", "normal", "low"] as const;

/** Narrows down what the list shows. */
export function FilterDialog({ view, isOpen, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Dialog isOpen={isOpen} title={t("filter.title")} onClose={onClose}>
      <FilterForm
        initial={filterOf(view)}
        onApply={(filter) => {
          onClose();
          void navigate({ to: "/inbox/$view", params: { view: viewOf(filter) } });
        }}
      />
    </Dialog>
  );
}

interface FormProps {
  readonly initial: ViewFilter;
  readonly onApply: (filter: ViewFilter) => void;
}

function FilterForm({ initial, onApply }: FormProps) {
  const { t } = useTranslation();
  const { agent } = useSession();
  const agents = useAgents();
  const channels = useQuery(channelsQuery).data ?? [];
  const [filter, setFilter] = useState(initial);
  /** What is chosen takes its place, what is empty leaves it. */
  const put = <K extends keyof ViewFilter>(key: K, value: ViewFilter[K] | undefined): void =>
    setFilter((before) => {
      const others = Object.entries(before).filter(([name]) => name !== key);
      return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
    });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onApply(filter);
  };
  const any = ["", t("filter.any")] as const;
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-sm font-medium">{t("filter.status")}</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {statuses.map((status) => (
            <label key={status} className="flex min-h-8 items-center gap-2 text-sm">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={filter.status?.includes(status) ?? false}
                onChange={({ target }) => {
                  const others = (filter.status ?? []).filter((one) => one !== status);
                  const chosen = target.checked ? [...others, status] : others;
                  put("status", chosen.length === 0 ? undefined : chosen);
                }}
              />
              {t(`status.${status}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={t("assignee.label")}
          value={filter.assignee ?? ""}
          options={[
            any,
            ["me", t("assignee.me", { name: agent.name })],
            ["none", t("assignee.none")],
            ...agents
              .filter(({ id }) => id !== agent.id)
              .map(({ id, name }) => [id, name] as const),
          ]}
          onChange={(value) => put("assignee", value === "" ? undefined : value)}
        />
        <Select
          label={t("filter.channel")}
          value={filter.channel ?? ""}
          options={[any, ...channels.map(({ id, name }) => [id, name] as const)]}
          onChange={(value) => put("channel", value === "" ? undefined : value)}
        />
        <Select
          label={t("bulk.priority")}
          value={filter.priority ?? ""}
          options={[any, ...priorities.map((one) => [one, t(`priority.${one}`)] as const)]}
          onChange={(value) =>
            put(
              "priority",
              priorities.find((one) => one === value),
            )
          }
        />
        <Select
          label={t("filter.unread")}
          value={filter.unread ?? ""}
          options={[any, ["true", t("filter.unread.true")], ["false", t("filter.unread.false")]]}
          onChange={(value) =>
            put("unread", value === "true" || value === "false" ? value : undefined)
          }
        />
        <Field
          label={t("bulk.label")}
          maxLength={50}
          autoComplete="off"
          list="known-labels"
          value={filter.label ?? ""}
          onChange={({ target }) => put("label", target.value === "" ? undefined : target.value)}
        />
        <KnownLabels id="known-labels" />
        <label className="flex min-h-8 items-center gap-2 self-end text-sm">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={filter.mentioned !== undefined}
            onChange={({ target }) => put("mentioned", target.checked ? "me" : undefined)}
          />
          {t("filter.mentioned")}
        </label>
      </div>
      <Button type="submit" variant="primary">
        {t("filter.apply")}
      </Button>
    </form>
  );
}
