import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { isComposing } from "../app/shortcuts.ts";

interface Props {
  readonly label: string;
  readonly listLabel: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly choices: readonly { readonly id: string; readonly content: ReactNode }[];
  readonly onChoose: (index: number) => void;
  /** Between the field and the list. */
  readonly children?: ReactNode;
}

/** A field to type into, and under it what fits, chosen by arrow keys and Enter or by a click. */
export function PickField(props: Props) {
  const { label, listLabel, text, onChange, choices, onChoose, children } = props;
  const [at, setAt] = useState(0);
  const listId = useId();
  const active = Math.min(at, choices.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "ArrowDown") setAt(Math.min(active + 1, choices.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(active - 1, 0));
    else if (event.key === "Enter" && active >= 0) onChoose(active);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className="input"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={choices.length === 0 ? undefined : `${listId}-${active}`}
        value={text}
        onChange={(event) => {
          onChange(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        autoFocus
      />
      {children}
      <ul id={listId} role="listbox" aria-label={listLabel} className="max-h-[50dvh] overflow-auto">
        {choices.map(({ id, content }, index) => (
          <li
            key={id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={(row) => {
              if (index === active) row?.scrollIntoView({ block: "nearest" });
            }}
            className="flex items-center justify-between gap-4 rounded-md px-3 py-2 text-sm aria-selected:bg-selected"
            onClick={() => onChoose(index)}
          >
            {content}
          </li>
        ))}
      </ul>
    </>
  );
}
