import { useId } from "react";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
  /** The label is for who can't see what surrounds it. */
  readonly hideLabel?: boolean;
  readonly hint?: string | undefined;
}

/** The browser's own: it fits every screen, and every keyboard knows it. */
export function Select({
  label,
  value,
  options,
  onChange,
  isDisabled = false,
  hideLabel = false,
  hint,
}: Props) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "text-sm font-medium"}>
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={value}
        disabled={isDisabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
