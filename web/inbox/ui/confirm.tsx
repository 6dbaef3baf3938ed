import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

export interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly isDangerous?: boolean;
  readonly onYes: () => void;
}

interface Props {
  readonly question: Question | undefined;
  readonly onClose: () => void;
}

/** Asks before what can't be undone. */
export function Confirm({ question, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog
      isOpen={question !== undefined}
      title={question?.title ?? ""}
      role="alertdialog"
      onClose={onClose}
    >
      <p className="text-sm text-soft">{question?.text}</p>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button onPress={onClose} autoFocus>
          {t("cancel")}
        </Button>
        <Button
          variant={question?.isDangerous === true ? "danger" : "primary"}
          onPress={() => {
            question?.onYes();
            onClose();
          }}
        >
          {question?.yes}
        </Button>
      </div>
    </Dialog>
  );
}
