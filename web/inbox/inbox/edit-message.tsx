import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface Props {
  readonly isOpen: boolean;
  readonly text: string;
  readonly onSave: (text: string) => void;
  readonly onClose: () => void;
}

export function EditMessage({ isOpen, text, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [changed, setChanged] = useState(text);
  const isSame = changed.trim() === "" || changed === text;
  return (
    <Dialog isOpen={isOpen} title={t("message.edit")} onClose={onClose}>
      <textarea
        className="input min-h-32"
        dir="auto"
        aria-label={t("message.edit")}
        value={changed}
        onChange={(event) => setChanged(event.target.value)}
        autoFocus
      />
      <div className="mt-4 flex justify-end gap-2">
        <Button onPress={onClose}>{t("cancel")}</Button>
        <Button variant="primary" isDisabled={isSame} onPress={() => onSave(changed)}>
          {t("save")}
        </Button>
      </div>
    </Dialog>
  );
}
