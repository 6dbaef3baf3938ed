import { useQuery } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Channel, LoginPrompt } from "../api/schema.ts";
import { useNow } from "../app/use-now.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { QrCode } from "./qr-code.tsx";
import { stateNames } from "./state-names.ts";

const inProgress: readonly Channel["status"]["state"][] = [
  "starting",
  "login-required",
  "syncing",
  "reconnecting",
];

/** What has to be done to log in, as it changes: asked every second, since a QR code passes through no event. */
export function Login({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation();
  const isLoggingIn = channel.wanted === "running" && inProgress.includes(channel.status.state);
  const { data } = useQuery({
    queryKey: ["login", channel.id],
    queryFn: ({ signal }) => hub("getLogin", { params: { channelId: channel.id }, signal }),
    enabled: isLoggingIn,
    refetchInterval: 1000,
    staleTime: 0,
    gcTime: 0,
  });
  if (!isLoggingIn) return null;
  const prompt = data?.prompt ?? null;
  return (
    <section className="card grid gap-4" aria-labelledby="login">
      <h2 id="login" className="font-semibold">
        {t("login.title")}
      </h2>
      <p role="status" className="text-sm text-soft">
        {prompt === null ? t(stateNames[channel.status.state]) : t(`login.${prompt.type}`)}
      </p>
      {prompt?.instructions !== undefined && <p className="text-sm">{prompt.instructions}</p>}
      {prompt !== null && <Step key={prompt.stepId} prompt={prompt} channelId={channel.id} />}
    </section>
  );
}

function Step({ prompt, channelId }: { readonly prompt: LoginPrompt; readonly channelId: string }) {
  switch (prompt.type) {
    case "qr":
      return <Qr data={prompt.data} expiresAt={prompt.expiresAt} channelId={channelId} />;
    case "code":
      return <p className="font-mono text-3xl tracking-widest select-all">{prompt.code}</p>;
    case "wait":
      return null;
    case "input":
      return <Answer prompt={prompt} channelId={channelId} />;
  }
}

function Qr({
  data,
  expiresAt,
  channelId,
}: {
  readonly data: string;
  readonly expiresAt: string | undefined;
  readonly channelId: string;
}) {
  const { t } = useTranslation();
  const left = useSecondsUntil(expiresAt);
  if (left === 0) {
    return (
      <div className="grid justify-items-start gap-3">
        <p className="text-sm text-warn">{t("login.expired")}</p>
        <Button onPress={() => void hub("reconnectChannel", { params: { channelId } })}>
          {t("login.newCode")}
        </Button>
      </div>
    );
  }
  return (
    <div className="grid justify-items-start gap-2">
      <QrCode data={data} />
      {left !== undefined && (
        <p className="text-sm text-soft">{t("login.expiresIn", { count: left })}</p>
      )}
    </div>
  );
}

function useSecondsUntil(time: string | undefined): number | undefined {
  const now = useNow(1000);
  return time === undefined ? undefined : Math.max(0, Math.ceil((Date.parse(time) - now) / 1000));
}

function Answer({
  prompt,
  channelId,
}: {
  readonly prompt: Extract<LoginPrompt, { type: "input" }>;
  readonly channelId: string;
}) {
  const { t } = useTranslation();
  const { problem, attempt } = useAttempt();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const answers = Object.fromEntries(prompt.fields.map(({ id }) => [id, textIn(form, id)]));
    const body = { stepId: prompt.stepId, answers };
    await attempt(() => hub("answerLogin", { params: { channelId }, body }));
  };
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {problem !== undefined && <Alert>{problem}</Alert>}
      {prompt.fields.map(({ id, label, secret = false, pattern }) => (
        <Field
          key={id}
          label={label}
          name={id}
          type={secret ? "password" : "text"}
          autoComplete="off"
          {...(pattern === undefined ? {} : { pattern })}
          required
        />
      ))}
      <div>
        <Button type="submit" variant="primary">
          {t("login.continue")}
        </Button>
      </div>
    </form>
  );
}
