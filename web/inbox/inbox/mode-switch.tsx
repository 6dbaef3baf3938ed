import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Mode } from "./drafts.ts";

interface Props {
  readonly mode: Mode;
  readonly onChange: (mode: Mode) => void;
}

/** Radios: one of the two, moved between by the arrow keys. */
export function ModeSwitch({ mode, onChange }: Props) {
  const { t } = useTranslation();
  const name = useId();
  const radio = (value: Mode, label: string) => (
    <label className="cursor-pointer rounded-md px-3 py-1 text-sm has-checked:bg-accent has-checked:text-on-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <input
        type="radio"
        name={name}
        className="sr-only"
        checked={mode === value}
        onChange={() => onChange(value)}
      />
      {label}
    </label>
  );
  return (
    <fieldset className="flex rounded-lg border border-edge bg-surface p-0.5">
      <legend className="sr-only">{t("composer.mode")}</legend>
      {radio("reply", t("composer.replyMode"))}
      {radio("note", t("composer.noteMode"))}
    </fieldset>
  );
}
