import { type ComponentProps, type ReactNode, useId } from "react";

interface Described {
  readonly label: string;
  readonly hint?: ReactNode;
}

type Of<Tag extends "input" | "textarea"> = Omit<ComponentProps<Tag>, "id" | "className"> &
  Described;

export function Field({ label, hint, ...rest }: Of<"input">) {
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => <input className="input" dir="auto" {...ids} {...rest} />}
    </Labelled>
  );
}

export function TextArea({ label, hint, ...rest }: Of<"textarea">) {
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => <textarea className="input" dir="auto" {...ids} {...rest} />}
    </Labelled>
  );
}

interface Ids {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
}

function Labelled({
  label,
  hint,
  children,
}: Described & { readonly children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": hint === undefined ? undefined : hintId })}
      {hint !== undefined && (
        <p id={hintId} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
