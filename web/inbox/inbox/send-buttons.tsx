import { ChevronUp, SendHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sendKey } from "../app/preferences.ts";
import { useStore } from "../app/store.ts";
import { useMay } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { LaterMenu } from "../ui/later-menu.tsx";
import type { Mode } from "./drafts.ts";
import type { Outgoing } from "./outgoing.ts";
import { useSnoozeChoices } from "./snooze.tsx";

interface Props {
  readonly mode: Mode;
  readonly isDisabled: boolean;
  readonly onSend: (afterwards: Outgoing["afterwards"]) => void;
}

/** The form is sent by the first; the menu beside it also says what becomes of the conversation, in one step. */
export function SendButtons({ mode, isDisabled, onSend }: Props) {
  const { t } = useTranslation();
  const sendsOnEnter = useStore(sendKey) === "enter";
  const mayChange = useMay("conversations:write");
  const snoozes = useSnoozeChoices((snoozedUntil) => onSend({ status: "snoozed", snoozedUntil }));
  const choices = [
    {
      id: "resolve",
      name: t("composer.sendAndResolve"),
      onChoose: () => onSend({ status: "resolved" }),
    },
    ...snoozes.map((choice) => ({
      ...choice,
      name: t("composer.sendAndSnooze", { until: choice.name }),
    })),
  ];
  return (
    <>
      <Button type="submit" variant="primary" isDisabled={isDisabled}>
        <SendHorizontal size={18} aria-hidden="true" className="rtl:-scale-x-100" />
        <span className="max-sm:sr-only">
          {t(mode === "note" ? "composer.saveNote" : "composer.send")}
        </span>
        <kbd aria-hidden="true" className="text-xs max-sm:hidden">
          {sendsOnEnter ? "↵" : "Ctrl ↵"}
        </kbd>
      </Button>
      {mode === "reply" && mayChange && (
        <LaterMenu label={t("composer.sendMore")} choices={choices} isDisabled={isDisabled}>
          <ChevronUp size={18} aria-hidden="true" />
        </LaterMenu>
      )}
    </>
  );
}
