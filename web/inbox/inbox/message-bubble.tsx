import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "../api/schema.ts";
import { clockTime, fullTime } from "../i18n/times.ts";
import { ActivityLine } from "./activity-line.tsx";
import { DeliveryMark, DeliveryProblem } from "./delivery-state.tsx";
import { MessagePart } from "./message-part.tsx";
import { Quote } from "./quote.tsx";

const MessageMenu = lazy(async () => ({
  default: (await import("./message-menu.tsx")).MessageMenu,
}));

interface Props {
  readonly message: Message;
  readonly continues: boolean;
  readonly isMarked: boolean;
  readonly onReply: (messageId: string) => void;
  readonly onJump: (messageId: string) => void;
}

const looks: Readonly<Record<Message["direction"], string>> = {
  inbound: "bg-surface border-line",
  outbound: "bg-mine border-transparent",
  note: "bg-note border-transparent",
  activity: "",
};

export function MessageBubble({ message, continues, isMarked, onReply, onJump }: Props) {
  const { t, i18n } = useTranslation();
  const { direction, author, parts, deletedAt, editedAt, forwarded } = message;
  if (direction === "activity") return <ActivityLine message={message} />;
  const isIn = direction === "inbound";
  return (
    <article
      aria-label={t("message.label", { name: author.name })}
      className={`group flex flex-col pb-1.5 ${continues ? "" : "pt-2"} ${isIn ? "items-start" : "items-end"}`}
    >
      {!continues && (
        <p className="px-1 pb-0.5 text-xs text-soft">
          <bdi>{author.name}</bdi>
          {direction === "note" && ` · ${t("message.note")}`}
          {author.kind === "program" && ` · ${t("message.program")}`}
          {author.kind === "device" && ` · ${t("message.device")}`}
        </p>
      )}
      <div
        className={`flex max-w-[92%] items-end gap-1 md:max-w-[75%] ${isIn ? "" : "flex-row-reverse"}`}
      >
        <div
          className={`min-w-0 rounded-2xl border px-3 py-2 transition-shadow ${looks[direction]} ${isMarked ? "ring-2 ring-accent" : ""}`}
        >
          {forwarded && <p className="text-xs text-soft italic">{t("message.forwarded")}</p>}
          <Quote message={message} onJump={onJump} />
          {deletedAt !== null && <p className="text-sm text-soft italic">{t("message.deleted")}</p>}
          {parts.map((part, index) => (
            <MessagePart key={index} part={part} />
          ))}
          <p className="mt-0.5 flex items-center justify-end gap-1.5 text-xs text-soft">
            {editedAt !== null && deletedAt === null && (
              <span title={fullTime(editedAt, i18n.language)}>{t("message.edited")}</span>
            )}
            <time dateTime={message.sentAt} title={fullTime(message.sentAt, i18n.language)}>
              {clockTime(message.sentAt, i18n.language)}
            </time>
            <DeliveryMark message={message} />
          </p>
        </div>
        <Suspense fallback={<span className="icon-button" />}>
          <MessageMenu message={message} onReply={onReply} />
        </Suspense>
      </div>
      <Reactions message={message} />
      <DeliveryProblem message={message} />
    </article>
  );
}

function Reactions({ message: { reactions } }: { readonly message: Message }) {
  const { t } = useTranslation();
  if (reactions.length === 0) return null;
  return (
    <ul aria-label={t("message.reactions")} className="-mt-1 flex flex-wrap gap-1 px-2">
      {reactions.map(({ by, name, emojis }) => (
        <li key={`${by} ${name}`} className="chip border border-line" title={name}>
          {emojis.join(" ")}
          <span className="sr-only">{name}</span>
        </li>
      ))}
    </ul>
  );
}
