import { useTranslation } from "react-i18next";
import { Field } from "../ui/field.tsx";
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
  const { t } = useTranslation();
  return (
    <>
      {fields.map((field) => {
        const { name, title, hint, isRequired, isSecret, type, choices, initial } = field;
        const value = values[name] ?? initial;
        const isSet = secretsSet.includes(name);
        if (type === "choice" || type === "boolean") {
          const names = type === "boolean" ? ["true", "false"] : choices;
          return (
            <Select
              key={name}
              label={title}
              hint={hint}
              value={value === "" ? (names[0] ?? "") : value}
              options={names.map((one) => [one, one])}
              onChange={(to) => onChange(name, to)}
            />
          );
        }
        return (
          <Field
            key={name}
            label={isRequired ? title : t("channels.optional", { title })}
            hint={hint}
            name={name}
            type={isSecret ? "password" : type === "number" ? "number" : "text"}
            autoComplete={isSecret ? "new-password" : "off"}
            spellCheck={false}
            dir="ltr"
            placeholder={isSet ? t("channels.secretSet") : undefined}
            required={isRequired && !isSet}
            value={value}
            onChange={({ target }) => onChange(name, target.value)}
          />
        );
      })}
    </>
  );
}
