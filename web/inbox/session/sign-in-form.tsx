import type { SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "../api/schema.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { signIn } from "./session.ts";

interface Props {
  readonly email?: string;
  readonly onDone: (session: Session) => void;
}

export function SignInForm({ email = "", onDone }: Props) {
  const { t } = useTranslation();
  const { problem, isBusy, attempt } = useAttempt();

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    await attempt(async () => {
      onDone(await signIn(textIn(form, "email"), textIn(form, "password")));
    });
  };

  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <Field
        label={t("signIn.email")}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        maxLength={255}
        required
      />
      <Field
        label={t("signIn.password")}
        name="password"
        type="password"
        autoComplete="current-password"
        maxLength={200}
        required
      />
      <Button type="submit" variant="primary" isDisabled={isBusy}>
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
