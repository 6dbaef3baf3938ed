import { type KeyboardEvent, type ReactNode, type RefObject, useId, useState } from "react";
import { isComposing } from "../app/shortcuts.ts";

interface Parts<T> {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly label: string;
  /** What is typed behind the sign that opens the list, up to the cursor. Undefined: there is no such sign. */
  readonly queryOf: (text: string, caret: number) => string | undefined;
  readonly find: (query: string) => readonly T[];
  readonly keyOf: (item: T) => string;
  readonly show: (item: T) => ReactNode;
  /** With where the sign begins and the query ends. */
  readonly onChoose: (item: T, start: number, end: number) => void;
}

/** What a field offers while something is typed into it. */
export interface FieldPicker {
  readonly list: ReactNode;
  /** For the field. */
  readonly aria: Readonly<Record<string, string>>;
  /** The field has another text now. */
  readonly changed: () => void;
  readonly close: () => void;
  /** Takes the keys that choose; those of an input method are its own. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const mostShown = 8;

/** A list over a field that a sign opens: the field keeps the focus, and the arrows choose. */
export function useFieldPicker<T>(parts: Parts<T>): FieldPicker {
  const { field, text, label, queryOf, find, keyOf, show, onChoose } = parts;
  const listId = useId();
  const [caret, setCaret] = useState<number>();
  const [at, setAt] = useState(0);
  const query = caret === undefined ? undefined : queryOf(text, caret);
  const found = query === undefined ? [] : find(query).slice(0, mostShown);
  const active = Math.min(at, found.length - 1);
  const close = (): void => setCaret(undefined);

  const choose = (item: T): void => {
    if (caret === undefined || query === undefined) return;
    close();
    onChoose(item, caret - query.length - 1, caret);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const chosen = found[active];
    if (chosen === undefined || isComposing(event.nativeEvent)) return;
    if (event.key === "ArrowDown") setAt((active + 1) % found.length);
    else if (event.key === "ArrowUp") setAt((active - 1 + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  };

  return {
    list: found.length > 0 && (
      <ul
        id={listId}
        role="listbox"
        aria-label={label}
        className="max-h-60 overflow-auto rounded-lg border border-line bg-raised p-1 shadow-lg"
      >
        {found.map((one, index) => (
          <li
            key={keyOf(one)}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className="rounded-md px-3 py-1.5 text-sm aria-selected:bg-selected"
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(one)}
          >
            {show(one)}
          </li>
        ))}
      </ul>
    ),
    aria:
      found.length === 0
        ? {}
        : { "aria-controls": listId, "aria-activedescendant": `${listId}-${active}` },
    changed() {
      setCaret(field.current?.selectionStart);
      setAt(0);
    },
    close,
    onKeyDown,
  };
}
