import { AlarmClock, CircleCheck, Flag, MailOpen, Tag, UserPlus, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { Toolbar } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useSession } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { type Choice, Menu } from "../ui/menu.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { BulkLabels } from "./bulk-labels.tsx";
import { type BulkOrder, startJob } from "./bulk-jobs.ts";
import { useAgents } from "./directory.ts";
import { useSnoozeChoices } from "./snooze.tsx";
import type { Selection } from "./use-selection.ts";

interface Props {
  readonly selection: Selection;
  /** Loads the rest of the list, as far as it can be chosen. Undefined: it is all there. */
  readonly onLoadAll: (() => Promise<void>) | undefined;
  /** Nothing is to be chosen any more. */
  readonly onDone: () => void;
}

const priorities = ["urgent", "high", "normal", "low"] as const;
const statuses = ["resolved", "open", "pending"] as const;

/** What can be done with all conversations that were chosen in the list. */
export function BulkBar({ selection, onLoadAll, onDone }: Props) {
  const { t } = useTranslation();
  const { agent } = useSession();
  const agents = useAgents();
  const { problem, isBusy, attempt } = useAttempt();
  const [isLabelling, setLabelling] = useState(false);
  const count = selection.chosen.length;
  const start = (change: BulkOrder): void =>
    void attempt(async () => {
      const ids = selection.chosen.map(({ id }) => id);
      await startJob(agent.id, ids, change);
      onDone();
    });
  const snoozes = useSnoozeChoices((snoozedUntil) => start({ status: "snoozed", snoozedUntil }));
  const assignees: readonly Choice[] = [
    { id: "me", name: t("assignee.me", { name: agent.name }), assigneeId: agent.id },
    { id: "none", name: t("assignee.none"), assigneeId: null },
    ...agents
      .filter(({ id }) => id !== agent.id)
      .map(({ id, name }) => ({ id, name, assigneeId: id })),
  ].map(({ assigneeId, ...choice }) => ({ ...choice, onChoose: () => start({ assigneeId }) }));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onDone();
  };
  return (
    <div
      role="presentation"
      className="grid gap-1 border-b border-line bg-selected px-3 py-2"
      onKeyDown={onKeyDown}
    >
      <div className="flex items-center gap-2 text-sm">
        <span role="status" className="flex-1 font-medium">
          {t("bulk.selected", { count })}
        </span>
        {onLoadAll !== undefined && (
          <Button small isDisabled={isBusy} onPress={() => void attempt(onLoadAll)}>
            {t("bulk.all")}
          </Button>
        )}
        <IconButton label={t("bulk.clear")} shortcut="Esc" onPress={onDone}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <Toolbar aria-label={t("bulk.toolbar")} className="flex flex-wrap gap-1">
        <Pick label={t("assignee.label")} choices={assignees} isDisabled={isBusy}>
          <UserPlus size={18} aria-hidden="true" />
        </Pick>
        <Pick
          label={t("bulk.status")}
          isDisabled={isBusy}
          choices={statuses.map((status) => ({
            id: status,
            name: t(`bulk.status.${status}`),
            onChoose: () => start({ status }),
          }))}
        >
          <CircleCheck size={18} aria-hidden="true" />
        </Pick>
        <Pick label={t("snooze.menu")} choices={snoozes} isDisabled={isBusy}>
          <AlarmClock size={18} aria-hidden="true" />
        </Pick>
        <IconButton label={t("bulk.labels")} isDisabled={isBusy} onPress={() => setLabelling(true)}>
          <Tag size={18} aria-hidden="true" />
        </IconButton>
        <Pick
          label={t("bulk.priority")}
          isDisabled={isBusy}
          choices={priorities.map((priority) => ({
            id: priority,
            name: t(`priority.${priority}`),
            onChoose: () => start({ priority }),
          }))}
        >
          <Flag size={18} aria-hidden="true" />
        </Pick>
        <IconButton
          label={t("bulk.read")}
          isDisabled={isBusy}
          onPress={() => start({ read: true })}
        >
          <MailOpen size={18} aria-hidden="true" />
        </IconButton>
      </Toolbar>
      <BulkLabels isOpen={isLabelling} onClose={() => setLabelling(false)} onOrder={start} />
    </div>
  );
}

interface PickProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly isDisabled: boolean;
  readonly children: ReactNode;
}

function Pick({ label, ...rest }: PickProps) {
  return (
    <span title={label}>
      <Menu label={label} {...rest} />
    </span>
  );
}
