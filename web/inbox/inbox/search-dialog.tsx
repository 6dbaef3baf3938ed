import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Contact, Message } from "../api/schema.ts";
import { anew } from "../app/anew.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { useRested } from "../app/use-rested.ts";
import { Dialog } from "../ui/dialog.tsx";
import { PickField } from "../ui/pick-field.tsx";
import { problemText } from "../ui/problem-text.ts";
import { searchOpen } from "./search-open.ts";
import { useStore } from "../app/store.ts";
import { SearchHit } from "./search-hit.tsx";

/** A hit, and the choice of one. */
type Choice =
  | { readonly id: string; readonly contact: Contact }
  | { readonly id: string; readonly message: Message };

/** Finds people and messages; from everywhere. */
export function SearchDialog() {
  const { t } = useTranslation();
  const isOpen = useStore(searchOpen);
  const open = (): void => searchOpen.set(true);
  const close = (): void => searchOpen.set(false);
  useShortcuts({ search: open, searchSingle: open });
  return (
    <Dialog isOpen={isOpen} title={t("search.title")} onClose={close}>
      <Search onDone={close} />
    </Dialog>
  );
}

function Search({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { conversationId } = useParams({ strict: false });
  const [text, setText] = useState("");
  const [isOnlyHere, setOnlyHere] = useState(false);
  const q = useRested(text.trim());
  const here = isOnlyHere ? conversationId : undefined;
  const { choices, problem, isLoading } = useChoices(q, here);
  const openChoice = useOpenChoice();
  const choose = (index: number): void => {
    const choice = choices[index];
    if (choice === undefined) return;
    onDone();
    void openChoice(choice);
  };
  return (
    <div className="grid gap-2">
      <PickField
        label={t("search.field")}
        listLabel={t("search.title")}
        text={text}
        onChange={setText}
        choices={choices.map((choice) => ({
          id: choice.id,
          content:
            "contact" in choice ? (
              <bdi className="font-medium">{choice.contact.name}</bdi>
            ) : (
              <SearchHit message={choice.message} words={q} />
            ),
        }))}
        onChoose={choose}
      >
        {conversationId !== undefined && (
          <label className="flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={isOnlyHere}
              onChange={(event) => setOnlyHere(event.target.checked)}
            />
            {t("search.here")}
          </label>
        )}
        <p className="text-xs text-soft">{t("search.hint")}</p>
      </PickField>
      <p role="status" className="text-sm text-soft">
        {problem ?? (q === "" || isLoading ? "" : t("search.found", { count: choices.length }))}
      </p>
    </div>
  );
}

function useChoices(q: string, conversationId: string | undefined) {
  const { t } = useTranslation();
  const messages = useQuery({
    queryKey: ["search", q, conversationId],
    queryFn: ({ signal }) =>
      hub("searchMessages", {
        query: {
          q,
          limit: 30,
          ...(conversationId !== undefined && { conversation: conversationId }),
        },
        signal,
      }),
    enabled: q !== "",
    staleTime: 0,
    retry: false,
  });
  const isName = q !== "" && !q.includes(":") && conversationId === undefined;
  const contacts = useQuery({
    queryKey: ["search-contacts", q],
    queryFn: ({ signal }) =>
      hub("listContacts", { query: { name: q.slice(0, 200), limit: 5 }, signal }),
    enabled: isName,
    staleTime: 0,
  });
  const people = isName ? (contacts.data?.items ?? []) : [];
  const hits = q === "" ? [] : (messages.data?.items ?? []);
  const choices: readonly Choice[] = [
    ...people.map((contact) => ({ id: contact.id, contact })),
    ...hits.map((message) => ({ id: message.id, message })),
  ];
  const problem = messages.error === null ? undefined : problemText(messages.error, t);
  return { choices, problem, isLoading: messages.isFetching };
}

/** Goes to the message, or to what the contact said last. */
function useOpenChoice(): (choice: Choice) => Promise<void> {
  const navigate = useNavigate();
  return async (choice) => {
    if ("message" in choice) {
      const { id: message, conversationId } = choice.message;
      const params = { view: "open", conversationId };
      await navigate({
        to: "/inbox/$view/$conversationId",
        params,
        search: { message },
        state: anew(),
      });
      return;
    }
    const { items } = await hub("listConversations", {
      query: { contact: choice.contact.id, limit: 1 },
    });
    const [latest] = items;
    if (latest === undefined) return;
    const params = { view: "open", conversationId: latest.id };
    await navigate({ to: "/inbox/$view/$conversationId", params });
  };
}
