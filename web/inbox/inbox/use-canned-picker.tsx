import { queryOptions, useQuery } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Conversation } from "../api/schema.ts";
import { useSession } from "../session/session.ts";
import { cannedChoices, cannedQuery, filled, type Values } from "./canned-text.ts";
import { contactQuery, useChannel } from "./directory.ts";
import { insertText } from "./insert-text.ts";
import { type FieldPicker, useFieldPicker } from "./use-field-picker.tsx";

export const cannedRepliesQuery = queryOptions({
  queryKey: ["canned-replies"],
  queryFn: async ({ signal }) => (await hub("listCannedReplies", { signal })).items,
  // Asked for each time that the list opens; what is known is shown meanwhile.
  staleTime: 0,
});

interface Parts {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly conversation: Conversation;
}

/** Replies kept ready, as soon as a / is typed. */
export function useCannedPicker({ field, text, conversation }: Parts): FieldPicker {
  const { t, i18n } = useTranslation();
  const [isWanted, setWanted] = useState(false);
  const { data: replies = [] } = useQuery({ ...cannedRepliesQuery, enabled: isWanted });
  const { contactId } = conversation;
  const { data: contact } = useQuery({
    ...contactQuery(contactId ?? ""),
    enabled: isWanted && contactId !== null,
  });
  const values = useValues(conversation, contact?.name);
  const languages = [contact?.locale ?? [], i18n.language].flat();
  const picker = useFieldPicker({
    field,
    text,
    label: t("canned.list"),
    queryOf: cannedQuery,
    find: (query) => cannedChoices(replies, query, languages),
    keyOf: ({ reply, language }) => `${reply.id}/${language}`,
    show: ({ reply, language, text: words }) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <bdi className="flex-none font-medium">/{reply.shortCode}</bdi>
        <span className="flex-none text-xs text-soft uppercase">{language}</span>
        <bdi className="truncate text-soft">{words}</bdi>
      </span>
    ),
    onChoose({ text: words }, start, end) {
      if (field.current !== null) insertText(field.current, filled(words, values), [start, end]);
    },
  });
  return {
    ...picker,
    changed() {
      const { value = "", selectionStart = 0 } = field.current ?? {};
      setWanted(cannedQuery(value, selectionStart) !== undefined);
      picker.changed();
    },
  };
}

function useValues({ channelId, kind }: Conversation, contactName: string | undefined): Values {
  const { i18n } = useTranslation();
  const { agent } = useSession();
  const channel = useChannel(channelId);
  return {
    "agent.name": agent.name,
    date: new Intl.DateTimeFormat(i18n.language, { dateStyle: "long" }).format(),
    ...(kind === "direct" && contactName !== undefined && { "contact.name": contactName }),
    ...(channel !== undefined && { "channel.name": channel.name }),
  };
}
