import { type KeyboardEvent, type ReactNode, type RefObject, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Agent } from "../api/schema.ts";
import { isComposing } from "../app/shortcuts.ts";
import { useSession } from "../session/session.ts";
import { useAgents } from "./directory.ts";
import { type Mention, mentionQuery, moveMentions } from "./mention-spans.ts";

interface Parts {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Only notes name colleagues. */
  readonly isNote: boolean;
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly onChange: (text: string, mentions: readonly Mention[]) => void;
}

interface MentionPicker {
  readonly list: ReactNode;
  /** For the field. */
  readonly aria: Readonly<Record<string, string>>;
  readonly changed: (text: string) => void;
  readonly close: () => void;
  /** Takes the keys that choose; those of an input method are its own. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const mostShown = 8;

/** Colleagues to name, as soon as an @ is typed. */
export function useMentionPicker({
  field,
  isNote,
  text,
  mentions,
  onChange,
}: Parts): MentionPicker {
  const { t } = useTranslation();
  const { agent } = useSession();
  const agents = useAgents();
  const listId = useId();
  const [caret, setCaret] = useState<number>();
  const [at, setAt] = useState(0);
  const query = isNote && caret !== undefined ? mentionQuery(text, caret) : undefined;
  const found =
    query === undefined
      ? []
      : agents.filter(({ id, name }) => id !== agent.id && isLike(name, query)).slice(0, mostShown);
  const active = Math.min(at, found.length - 1);
  const close = (): void => setCaret(undefined);

  const choose = ({ id, name }: Agent): void => {
    if (caret === undefined || query === undefined) return;
    const start = caret - query.length - 1;
    const end = start + name.length + 1;
    const changed = `${text.slice(0, start)}@${name} ${text.slice(caret)}`;
    const moved = moveMentions(mentions, text, changed);
    onChange(changed, [...moved, { start, end, agentId: id }]);
    close();
    // After the field has its new text.
    setTimeout(() => {
      field.current?.focus();
      field.current?.setSelectionRange(end + 1, end + 1);
    });
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
        aria-label={t("mention.list")}
        className="max-h-60 overflow-auto rounded-lg border border-line bg-raised p-1 shadow-lg"
      >
        {found.map((one, index) => (
          <li
            key={one.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className="rounded-md px-3 py-1.5 text-sm aria-selected:bg-selected"
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(one)}
          >
            <bdi>{one.name}</bdi>
          </li>
        ))}
      </ul>
    ),
    aria:
      found.length === 0
        ? {}
        : { "aria-controls": listId, "aria-activedescendant": `${listId}-${active}` },
    changed(changed) {
      onChange(changed, moveMentions(mentions, text, changed));
      setCaret(field.current?.selectionStart);
      setAt(0);
    },
    close,
    onKeyDown,
  };
}

function isLike(name: string, query: string): boolean {
  return name.toLocaleLowerCase().includes(query.toLocaleLowerCase());
}
