import { Clock } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { saveDraft } from "./draft-sync.ts";
import { draftKey, drafts } from "./drafts.ts";
import { discard, type Outgoing, sendAnyway, tryAgain } from "./outgoing.ts";
import { giveBack } from "./uploads.ts";

/** What was written a moment ago, before the hub said that it has it. */
export function OutgoingBubble({ outgoing }: { readonly outgoing: Outgoing }) {
  const { t } = useTranslation();
  const { kind, parts, files = [], state, problem, key } = outgoing;
  const text = textOf(outgoing);
  const isEarly = useIsBefore(outgoing.notBefore);
  const place = draftKey(outgoing.agentId, outgoing.conversationId, kind);
  const takeBack = (): void => {
    const before = drafts.value[place]?.text ?? "";
    saveDraft(place, [text, before].filter(Boolean).join("\n"));
    giveBack(`${outgoing.agentId}/${outgoing.conversationId}`, files);
    discard(key);
  };
  const throwAway = (): void => {
    // The hub may have it as a draft still.
    if (drafts.value[place] === undefined) saveDraft(place, "");
    discard(key);
  };
  return (
    <article aria-label={t("message.outgoing")} className="flex flex-col items-end pt-2 pb-1.5">
      <div
        className={`max-w-[92%] rounded-2xl px-3 py-2 md:max-w-[75%] ${kind === "note" ? "bg-note" : "bg-mine"}`}
      >
        {parts.some(({ type }) => type === "media") && (
          <p className="text-sm text-soft">
            <bdi>{files.map(({ fileName }) => fileName).join(", ") || t("kind.file")}</bdi>
          </p>
        )}
        <p
          dir="auto"
          className="text-[0.9375rem] break-words whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          {text}
        </p>
        {state === "waiting" && isEarly && (
          <p className="flex justify-end">
            <Button small onPress={takeBack}>
              {t("outgoing.undo")}
            </Button>
          </p>
        )}
        {state === "waiting" && !isEarly && (
          <p className="flex justify-end text-soft" title={t("delivery.onItsWay")}>
            <Clock size={14} aria-hidden="true" />
            <span className="sr-only">{t("delivery.onItsWay")}</span>
          </p>
        )}
      </div>
      {state !== "waiting" && (
        <div
          role="alert"
          className="mt-1 flex max-w-[92%] flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn md:max-w-[75%]"
        >
          <span className="min-w-40 flex-1">
            {state === "held"
              ? t("outgoing.held")
              : t("outgoing.refused", { problem: problem ?? "" })}
          </span>
          <Button small onPress={() => (state === "held" ? sendAnyway(key) : tryAgain(key))}>
            {state === "held" ? t("outgoing.sendAnyway") : t("again")}
          </Button>
          <Button small onPress={takeBack}>
            {t("outgoing.edit")}
          </Button>
          <Button small variant="danger" onPress={throwAway}>
            {t("outgoing.discard")}
          </Button>
        </div>
      )}
    </article>
  );
}

/** Whether it is before that time, until it no longer is. */
function useIsBefore(time = 0): boolean {
  const [isBefore, setBefore] = useState(() => Date.now() < time);
  useEffect(() => {
    if (!isBefore) return undefined;
    const timer = setTimeout(() => setBefore(false), time - Date.now());
    return () => clearTimeout(timer);
  }, [isBefore, time]);
  return isBefore;
}

function textOf({ parts }: Outgoing): string {
  return parts
    .map((part) =>
      part.type === "text"
        ? part.text.text
        : part.type === "media"
          ? (part.caption?.text ?? "")
          : "",
    )
    .filter(Boolean)
    .join("\n");
}
