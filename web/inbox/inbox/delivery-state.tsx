import { Check, CheckCheck, CircleAlert, CircleHelp, Clock } from "lucide-react";
import type { TFunction } from "i18next";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "../api/schema.ts";
import type { en } from "../i18n/en.ts";
import { reasonText } from "./reason-text.ts";

const Resend = lazy(async () => ({ default: (await import("./resend.tsx")).Resend }));

interface State {
  readonly name: keyof typeof en;
  readonly Icon: typeof Check;
}

const states: Readonly<Record<string, State>> = {
  queued: { name: "delivery.queued", Icon: Clock },
  sending: { name: "delivery.sending", Icon: Clock },
  accepted: { name: "delivery.accepted", Icon: Check },
  sent: { name: "delivery.sent", Icon: Check },
  delivered: { name: "delivery.delivered", Icon: CheckCheck },
  read: { name: "delivery.read", Icon: CheckCheck },
  failed: { name: "delivery.failed", Icon: CircleAlert },
  unknown: { name: "delivery.unknown", Icon: CircleHelp },
};

/** In words; of one that this page doesn't know yet, as the hub calls it. */
export function stateName(state: string, t: TFunction): string {
  const known = states[state];
  return known === undefined ? state : t(known.name);
}

/** How far a message is: a picture, and a word for it. */
export function DeliveryMark({ message: { delivery } }: { readonly message: Message }) {
  const { t } = useTranslation();
  if (delivery === null) return null;
  const state = states[delivery.state];
  if (state === undefined) return <span>{delivery.state}</span>;
  const { name, Icon } = state;
  return (
    <span title={t(name)} className={delivery.state === "read" ? "text-accent" : ""}>
      <Icon size={14} aria-hidden="true" />
      <span className="sr-only">{t(name)}</span>
    </span>
  );
}

/** What went wrong, what it means for the customer, and what can be done. */
export function DeliveryProblem({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  const { delivery } = message;
  if (delivery === null) return null;
  return (
    <>
      {delivery.degraded.map((text) => (
        <p key={text} className="px-2 text-xs text-warn">
          {text}
        </p>
      ))}
      {(delivery.state === "failed" || delivery.state === "unknown") && (
        <div
          role="alert"
          className={`mt-1 flex max-w-[92%] flex-wrap items-center gap-2 rounded-lg px-3 py-2 text-sm md:max-w-[75%] ${delivery.state === "failed" ? "bg-danger-soft text-danger" : "bg-warn-soft text-warn"}`}
        >
          <span className="min-w-40 flex-1">
            {t(delivery.state === "failed" ? "delivery.failedText" : "delivery.unknownText")}{" "}
            {reasonText(delivery, t)}
          </span>
          <Suspense>
            <Resend message={message} isUnknown={delivery.state === "unknown"} />
          </Suspense>
        </div>
      )}
    </>
  );
}
