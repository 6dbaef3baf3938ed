import type { TFunction } from "i18next";
import { AlarmClock } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { keysOf, useShortcuts } from "../app/shortcuts.ts";
import { useNow } from "../app/use-now.ts";
import { appointment } from "../i18n/times.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { LaterMenu } from "../ui/later-menu.tsx";
import type { Choice } from "../ui/menu.tsx";
import { localInput, snoozeTimes } from "./snooze-times.ts";
import type { ConversationChange } from "./use-change-conversation.ts";

interface Props {
  readonly onChange: (change: ConversationChange) => void;
}

/** Until when a conversation is out of the way. */
export function snoozeText({ snoozedUntil }: Conversation, t: TFunction, locale: string): string {
  return snoozedUntil === null
    ? t("snooze.untilReplyState")
    : t("snooze.until", { time: appointment(snoozedUntil, locale) });
}

/** Until when it may be, in the agent's words. */
export function useSnoozeChoices(onChoose: (until: string | null) => void): readonly Choice[] {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  return [
    ...snoozeTimes(new Date(now)).map(({ name, at }) => ({
      id: name,
      name: t(`snooze.${name}`, { time: appointment(at, i18n.language) }),
      onChoose: () => onChoose(at.toISOString()),
    })),
    { id: "reply", name: t("snooze.untilReply"), onChoose: () => onChoose(null) },
  ];
}

export function Snooze({ onChange }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  useShortcuts({ snooze: () => setOpen(true) });
  const until = (snoozedUntil: string | null): void =>
    onChange({ status: "snoozed", snoozedUntil });
  const choices = [
    ...useSnoozeChoices(until),
    { id: "custom", name: t("snooze.custom"), onChoose: () => setChoosing(true) },
  ];
  return (
    <span title={`${t("snooze.menu")} (${keysOf("snooze")})`}>
      <LaterMenu label={t("snooze.menu")} choices={choices} isOpen={isOpen} onOpenChange={setOpen}>
        <AlarmClock size={18} aria-hidden="true" />
      </LaterMenu>
      <Dialog
        isOpen={isChoosing}
        title={t("snooze.customTitle")}
        onClose={() => setChoosing(false)}
      >
        <Custom
          onChoose={(at) => {
            setChoosing(false);
            until(at.toISOString());
          }}
        />
      </Dialog>
    </span>
  );
}

function Custom({ onChoose }: { readonly onChoose: (until: Date) => void }) {
  const { t } = useTranslation();
  const [suggested] = useState(() => localInput(new Date(Date.now() + 24 * 60 * 60_000)));
  const [isPast, setPast] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const at = new Date(textIn(new FormData(event.currentTarget), "until"));
    if (at.getTime() > Date.now()) onChoose(at);
    else setPast(true);
  };
  return (
    <form className="grid gap-3" onSubmit={submit}>
      <Field
        label={t("snooze.when")}
        name="until"
        type="datetime-local"
        defaultValue={suggested}
        required
        autoFocus
      />
      {isPast && <Alert>{t("snooze.past")}</Alert>}
      <Button type="submit" variant="primary">
        {t("snooze.menu")}
      </Button>
    </form>
  );
}
