import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { CannedReply } from "../api/schema.ts";
import { usePageTitle } from "../app/page-title.ts";
import { cannedChoices } from "../inbox/canned-text.ts";
import { cannedRepliesQuery } from "../inbox/use-canned-picker.tsx";
import { useMay } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm, type Question } from "../ui/confirm.tsx";
import { Field } from "../ui/field.tsx";
import { problemText } from "../ui/problem-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { CannedReplyForm } from "./canned-reply-form.tsx";

/** Replies kept ready: everybody's, and one's own. */
export function CannedReplies() {
  const { t } = useTranslation();
  const { data: replies, error } = useQuery(cannedRepliesQuery);
  const [query, setQuery] = useState("");
  usePageTitle(t("settings.canned"));
  const found = replies && [
    ...new Set(cannedChoices(replies, query, []).map(({ reply }) => reply)),
  ];
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("settings.canned")}</h1>
      <p className="text-sm text-soft">{t("canned.text")}</p>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      {replies !== undefined && replies.length > 0 && (
        <Field
          label={t("canned.search")}
          type="search"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
      )}
      {found?.length === 0 && (
        <p className="card text-sm text-soft">
          {t(replies?.length === 0 ? "canned.none" : "canned.noneFound")}
        </p>
      )}
      <ul className="grid gap-3">
        {found?.map((reply) => (
          <Row key={reply.id} reply={reply} />
        ))}
      </ul>
      <section className="card" aria-labelledby="add-canned">
        <h2 id="add-canned" className="mb-4 font-semibold">
          {t("canned.add")}
        </h2>
        <CannedReplyForm />
      </section>
    </>
  );
}

function Row({ reply }: { readonly reply: CannedReply }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayManage = useMay("canned-replies:manage");
  const [isEditing, setEditing] = useState(false);
  const [question, setQuestion] = useState<Question>();
  const { problem, attempt } = useAttempt();
  const { id, shortCode: code, title, texts, isShared } = reply;
  const remove = (): void =>
    void attempt(async () => {
      await hub("removeCannedReply", { params: { cannedReplyId: id } });
      await client.invalidateQueries({ queryKey: cannedRepliesQuery.queryKey });
    });
  return (
    <li className="card grid gap-3">
      {problem !== undefined && <Alert>{problem}</Alert>}
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-40 flex-1">
          <h2 className="font-medium">
            <bdi>/{code}</bdi>
          </h2>
          <p className="text-sm text-soft">
            {title !== "" && (
              <>
                <bdi>{title}</bdi> ·{" "}
              </>
            )}
            {t(isShared ? "canned.shared" : "canned.own")}
          </p>
        </div>
        {(mayManage || !isShared) && (
          <>
            <Button small aria-expanded={isEditing} onPress={() => setEditing(!isEditing)}>
              {t("canned.edit")}
            </Button>
            <Button
              small
              variant="danger"
              onPress={() =>
                setQuestion({
                  title: t("canned.remove"),
                  text: t("canned.removeText", { code }),
                  yes: t("canned.remove"),
                  isDangerous: true,
                  onYes: remove,
                })
              }
            >
              {t("canned.remove")}
            </Button>
          </>
        )}
      </div>
      {isEditing ? (
        <CannedReplyForm reply={reply} onDone={() => setEditing(false)} />
      ) : (
        <dl className="grid gap-2 text-sm">
          {Object.entries(texts).map(([language, text]) => (
            <div key={language} className="flex gap-3">
              <dt className="w-12 flex-none text-xs text-soft uppercase">{language}</dt>
              <dd className="min-w-0 break-words whitespace-pre-wrap" dir="auto">
                {text}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Confirm question={question} onClose={() => setQuestion(undefined)} />
    </li>
  );
}
