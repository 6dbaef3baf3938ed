import { useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { CannedReply } from "../api/schema.ts";
import { variables } from "../inbox/canned-text.ts";
import { cannedRepliesQuery } from "../inbox/use-canned-picker.tsx";
import { useMay } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field, TextArea } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";

interface Props {
  /** The one to change; without it a new one is made. */
  readonly reply?: CannedReply;
  readonly onDone?: () => void;
}

const languages = [
  ["en", "canned.inEnglish"],
  ["zh-CN", "canned.inChinese"],
] as const;

export function CannedReplyForm({ reply, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayManage = useMay("canned-replies:manage");
  const { problem, isBusy, attempt } = useAttempt();
  const [isEmpty, setEmpty] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const texts: Record<string, string> = { ...reply?.texts };
    for (const [language] of languages) {
      const text = textIn(form, language).trim();
      if (text === "") delete texts[language];
      else texts[language] = text;
    }
    setEmpty(Object.keys(texts).length === 0);
    if (Object.keys(texts).length === 0) return;
    const body = { shortCode: textIn(form, "code").trim(), title: textIn(form, "title"), texts };
    const isDone = await attempt(async () => {
      if (reply === undefined) {
        await hub("createCannedReply", { body: { ...body, isShared: form.has("shared") } });
      } else {
        await hub("changeCannedReply", { params: { cannedReplyId: reply.id }, body });
      }
      await client.invalidateQueries({ queryKey: cannedRepliesQuery.queryKey });
    });
    if (!isDone) return;
    element.reset();
    onDone?.();
  };
  return (
    <form
      className="grid gap-4"
      aria-label={reply && t("canned.editOf", { code: reply.shortCode })}
      onSubmit={(event) => void submit(event)}
    >
      {problem !== undefined && <Alert>{problem}</Alert>}
      {isEmpty && <Alert>{t("canned.oneText")}</Alert>}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t("canned.code")}
          hint={t("canned.codeHint")}
          name="code"
          defaultValue={reply?.shortCode}
          maxLength={32}
          autoComplete="off"
          required
        />
        <Field
          label={t("canned.title")}
          name="title"
          defaultValue={reply?.title}
          maxLength={100}
          autoComplete="off"
        />
      </div>
      {languages.map(([language, label]) => (
        <TextArea
          key={language}
          label={t(label)}
          name={language}
          lang={language}
          rows={3}
          maxLength={4000}
          defaultValue={reply?.texts[language]}
        />
      ))}
      <p className="text-sm text-soft">
        {t("canned.variables", { variables: variables.map((one) => `{{${one}}}`).join(" ") })}
      </p>
      {reply === undefined && mayManage && (
        <label className="flex min-h-9 items-center gap-3 text-sm">
          <input type="checkbox" name="shared" className="size-5 accent-accent" defaultChecked />
          {t("canned.isShared")}
        </label>
      )}
      <div>
        <Button type="submit" isDisabled={isBusy}>
          {t(reply === undefined ? "canned.add" : "save")}
        </Button>
      </div>
    </form>
  );
}
