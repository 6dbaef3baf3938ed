import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type SubmitEvent, useId } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { fullTime, shortTime } from "../i18n/times.ts";
import { useMay } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { textIn } from "../ui/form-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { ShowMore } from "../ui/show-more.tsx";
import { PanelSection } from "./panel-section.tsx";

/** What colleagues should know about this person in whichever conversation. */
export function PersonNotes({ contactId }: { readonly contactId: string }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const mayChange = useMay("contacts:write");
  const { problem, isBusy, attempt } = useAttempt();
  const queryKey = ["contact", contactId, "notes"];
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      hub("listContactNotes", {
        params: { contactId },
        query: { limit: 10, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const change = (work: () => Promise<unknown>): Promise<boolean> =>
    attempt(async () => {
      await work();
      await client.invalidateQueries({ queryKey });
    });
  const params = { contactId };
  const remove = (noteId: string): Promise<boolean> =>
    change(() => hub("removeContactNote", { params: { ...params, noteId } }));
  const notes = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <PanelSection title={t("people.notes")}>
      {mayChange && (
        <NewNote
          isBusy={isBusy}
          onAdd={(text) => change(() => hub("addContactNote", { params, body: { text } }))}
        />
      )}
      {problem !== undefined && <Alert>{problem}</Alert>}
      <ul className="grid gap-2">
        {notes.map(({ id, text, author, writtenAt }) => (
          <li key={id} className="flex gap-1 rounded-lg bg-note px-3 py-2 text-sm">
            <span className="grid min-w-0 flex-1 gap-0.5">
              <span dir="auto" className="break-words whitespace-pre-wrap">
                {text}
              </span>
              <span className="text-xs text-soft">
                <bdi>{author.name}</bdi> ·{" "}
                <time dateTime={writtenAt} title={fullTime(writtenAt, i18n.language)}>
                  {shortTime(writtenAt, i18n.language)}
                </time>
              </span>
            </span>
            {mayChange && (
              <IconButton
                label={t("people.removeNote", { name: author.name })}
                onPress={() => void remove(id)}
              >
                <Trash2 size={16} aria-hidden="true" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <ShowMore hasNextPage={hasNextPage} fetchNextPage={fetchNextPage} />
    </PanelSection>
  );
}

interface NewNoteProps {
  readonly isBusy: boolean;
  /** Resolves with whether it is there. */
  readonly onAdd: (text: string) => Promise<boolean>;
}

function NewNote({ isBusy, onAdd }: NewNoteProps) {
  const { t } = useTranslation();
  const id = useId();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = textIn(new FormData(form), "text").trim();
    if (text !== "" && (await onAdd(text))) form.reset();
  };
  return (
    <form className="grid gap-2" onSubmit={(event) => void submit(event)}>
      <label htmlFor={id} className="sr-only">
        {t("people.note")}
      </label>
      <textarea
        id={id}
        name="text"
        className="input"
        dir="auto"
        rows={2}
        maxLength={4000}
        required
        placeholder={t("people.note")}
      />
      <div>
        <Button small type="submit" isDisabled={isBusy}>
          {t("people.addNote")}
        </Button>
      </div>
    </form>
  );
}
