import { Paperclip } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { keysOf, useShortcuts } from "../app/shortcuts.ts";
import { IconButton } from "../ui/button.tsx";

interface Props {
  readonly isDisabled: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Asks for files, also by its shortcut. */
export function AttachButton({ isDisabled, onFiles }: Props) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const ask = (): void => picker.current?.click();
  useShortcuts({ attach: ask });
  return (
    <>
      <IconButton
        label={t("composer.attach")}
        shortcut={keysOf("attach")}
        onPress={ask}
        isDisabled={isDisabled}
      >
        <Paperclip size={20} aria-hidden="true" />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t("composer.attach")}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = "";
        }}
      />
    </>
  );
}
