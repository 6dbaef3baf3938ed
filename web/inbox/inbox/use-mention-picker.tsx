import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../session/session.ts";
import { useAgents } from "./directory.ts";
import { insertText } from "./insert-text.ts";
import { type Mention, mentionQuery, moveMentions } from "./mention-spans.ts";
import { type FieldPicker, useFieldPicker } from "./use-field-picker.tsx";

interface Parts {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Only notes name colleagues. */
  readonly isNote: boolean;
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly onChange: (text: string, mentions: readonly Mention[]) => void;
}

/** Colleagues to name, as soon as an @ is typed. */
export function useMentionPicker({ field, isNote, text, mentions, onChange }: Parts): FieldPicker {
  const { t } = useTranslation();
  const { agent } = useSession();
  const agents = useAgents();
  return useFieldPicker({
    field,
    text,
    label: t("mention.list"),
    queryOf: (typed, caret) => (isNote ? mentionQuery(typed, caret) : undefined),
    find: (query) => agents.filter(({ id, name }) => id !== agent.id && isLike(name, query)),
    keyOf: ({ id }) => id,
    show: ({ name }) => <bdi>{name}</bdi>,
    onChoose({ id, name }, start, until) {
      const box = field.current;
      if (box === null) return;
      insertText(box, `@${name} `, [start, until]);
      const end = start + name.length + 1;
      const moved = moveMentions(mentions, text, box.value);
      onChange(box.value, [...moved, { start, end, agentId: id }]);
    },
  });
}

function isLike(name: string, query: string): boolean {
  return name.toLocaleLowerCase().includes(query.toLocaleLowerCase());
}
