import type { TFunction } from "i18next";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { DeliveryStep, Message } from "../api/schema.ts";
import { exactTime } from "../i18n/times.ts";
import { useMay } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { problemText } from "../ui/problem-text.ts";
import { stateName } from "./delivery-state.tsx";
import { reasonText } from "./reason-text.ts";

/** When it came, what became of it, and for who may read that, what the platform sent. */
export function MessageDetails({ message }: { readonly message: Message }) {
  const { t, i18n } = useTranslation();
  const mayReadPayloads = useMay("payloads:read");
  const params = { messageId: message.id };
  const { data, error } = useQuery({
    queryKey: ["message-details", message.id],
    queryFn: ({ signal }) => hub("getMessageDetails", { params, signal }),
    staleTime: 0,
  });
  const { sentAt, receivedAt, editedAt, deletedAt, author } = message;
  const time = (iso: string | null): string | null =>
    iso === null ? null : exactTime(iso, i18n.language);
  const isFromPlatform = author.kind !== "agent" && author.kind !== "program";
  return (
    <div className="grid gap-4 text-sm">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {isFromPlatform && <Fact name={t("details.sentAt")}>{time(sentAt)}</Fact>}
        <Fact name={t(isFromPlatform ? "details.receivedAt" : "details.writtenAt")}>
          {time(receivedAt)}
        </Fact>
        <Fact name={t("details.editedAt")}>{time(editedAt)}</Fact>
        <Fact name={t("details.deletedAt")}>{time(deletedAt)}</Fact>
        <Fact name={t("details.state")}>{stateOf(message, data?.steps, t)}</Fact>
        <Fact name={t("details.platformIds")}>
          {data === undefined || data.platformIds.length === 0 ? null : (
            <code className="break-all">{data.platformIds.join(", ")}</code>
          )}
        </Fact>
      </dl>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      {data !== undefined && data.steps.length > 0 && <Steps steps={data.steps} />}
      {mayReadPayloads && isFromPlatform && <Payload messageId={message.id} />}
    </div>
  );
}

/** Where no steps tell it: of what was sent from another device, or before steps were kept. */
function stateOf(
  { delivery }: Message,
  steps: readonly DeliveryStep[] | undefined,
  t: TFunction,
): string | null {
  if (delivery === null || steps?.length !== 0) return null;
  return [stateName(delivery.state, t), reasonText(delivery, t)].filter(Boolean).join(": ");
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === null) return null;
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

/** Every state it came to, oldest first: each try, why it wasn't the last, and each receipt. */
function Steps({ steps }: { readonly steps: readonly DeliveryStep[] }) {
  const { t, i18n } = useTranslation();
  return (
    <section aria-labelledby="delivery-steps" className="grid gap-2">
      <h3 id="delivery-steps" className="text-xs font-medium text-soft">
        {t("details.steps")}
      </h3>
      <ol className="grid gap-2 border-s-2 border-line ps-3">
        {steps.map((step, index) => (
          <li key={index}>
            <p>
              {step.kind !== "send" && `${t(`details.${step.kind}`)}: `}
              <span className="font-medium">{t(`delivery.${step.state}`)}</span>
              {step.attempt > 1 && ` · ${t("details.attempt", { number: step.attempt })}`}
            </p>
            <p className="text-xs text-soft">
              <time dateTime={step.at}>{exactTime(step.at, i18n.language)}</time>
            </p>
            {step.code !== null && <p className="text-xs text-warn">{reasonText(step, t)}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Asked for only when somebody wants to see it: the audit log says who did. */
function Payload({ messageId }: { readonly messageId: string }) {
  const { t } = useTranslation();
  const [isWanted, setWanted] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["payload", messageId],
    queryFn: ({ signal }) => hub("getPayload", { params: { messageId }, signal }),
    enabled: isWanted,
  });
  if (!isWanted) {
    return (
      <div className="grid gap-1">
        <div>
          <Button small onPress={() => setWanted(true)}>
            {t("details.payload")}
          </Button>
        </div>
        <p className="text-xs text-soft">{t("details.payloadText")}</p>
      </div>
    );
  }
  if (error !== null) return <Alert>{problemText(error, t)}</Alert>;
  if (data === undefined) return <p className="text-soft">{t("loading")}</p>;
  return (
    <pre
      tabIndex={0}
      aria-label={t("details.payloadLabel")}
      className="max-h-96 overflow-auto rounded-lg bg-hover p-3 text-xs break-words whitespace-pre-wrap"
    >
      {data.raw === null ? t("details.noPayload") : JSON.stringify(data.raw, null, 2)}
    </pre>
  );
}
