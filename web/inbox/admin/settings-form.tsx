import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Field, TextArea } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import type { SettingsField } from "./settings-schema.ts";

interface Props {
  readonly fields: readonly SettingsField[];
  readonly values: Readonly<Record<string, string>>;
  /** Names of the secrets that the hub has already: left empty, they stay. */
  readonly secretsSet?: readonly string[];
  readonly onChange: (name: string, value: string) => void;
}

/** The form that an adapter asks for. */
export function SettingsForm({ fields, values, secretsSet = [], onChange }: Props) {
  return fields.map((field) => (
    <SettingsInput
      key={field.name}
      field={field}
      value={values[field.name] ?? field.initial}
      isSet={secretsSet.includes(field.name)}
      onChange={(value) => onChange(field.name, value)}
    />
  ));
}

interface InputProps {
  readonly field: SettingsField;
  readonly value: string;
  readonly isSet: boolean;
  readonly onChange: (value: string) => void;
}

function SettingsInput({ field, value, isSet, onChange }: InputProps) {
  const { t } = useTranslation();
  const { name, title, hint, isRequired, isSecret, type, choices } = field;
  if (type === "boolean") return <Switch {...field} value={value} onChange={onChange} />;
  const label = isRequired ? title : t("channels.optional", { title });
  if (type === "choice") {
    return (
      <Select
        label={title}
        hint={hint}
        value={value === "" ? (choices[0] ?? "") : value}
        options={choices.map((one) => [one, one])}
        onChange={onChange}
      />
    );
  }
  const shared = { label, name, value, spellCheck: false, dir: "ltr" } as const;
  if (type === "lines") {
    return (
      <TextArea
        {...shared}
        hint={[hint, t("channels.onePerLine")].filter(Boolean).join(" ")}
        rows={Math.min(8, value.split("\n").length + 1)}
        onChange={({ target }) => onChange(target.value)}
      />
    );
  }
  return (
    <Field
      {...shared}
      hint={hint}
      type={isSecret ? "password" : type === "number" ? "number" : "text"}
      autoComplete={isSecret ? "new-password" : "off"}
      placeholder={isSet ? t("channels.secretSet") : undefined}
      required={isRequired && !isSet}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

function Switch({
  name,
  title,
  hint,
  value,
  onChange,
}: SettingsField & Pick<InputProps, "value" | "onChange">) {
  const hintId = useId();
  return (
    <div className="grid gap-1">
      <label className="flex min-h-9 items-center gap-3 text-sm font-medium">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          name={name}
          aria-describedby={hint === undefined ? undefined : hintId}
          checked={value === "true"}
          onChange={({ target }) => onChange(String(target.checked))}
        />
        {title}
      </label>
      {hint !== undefined && (
        <p id={hintId} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
