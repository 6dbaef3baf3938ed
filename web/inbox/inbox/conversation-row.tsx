import { Check } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { useStore } from "../app/store.ts";
import { useNow } from "../app/use-now.ts";
import { fullTime, shortTime, spanOf } from "../i18n/times.ts";
import { LabelChip } from "../labels/label-chip.tsx";
import { useSession } from "../session/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { ChannelMark } from "./channel-mark.tsx";
import { useAgents, useChannel } from "./directory.ts";
import { draftIn, drafts } from "./drafts.ts";
import { practice } from "./hub-query.ts";
import { typing } from "./live.ts";
import { previewText } from "./preview-text.ts";

interface Props {
  readonly conversation: Conversation;
  readonly isSelected: boolean;
  readonly position: number;
  readonly size: number;
  readonly onOpen: (conversationId: string) => void;
  /** Undefined while none is being chosen. */
  readonly isChosen: boolean | undefined;
  /** Where the keyboard is, when that isn't what is open. */
  readonly isCursor: boolean;
  readonly onChoose: (conversationId: string, isExtending: boolean) => void;
}

/** Drawn again only when something of it has changed: a scrolling list asks for each of its rows at every frame. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { conversation, isSelected, isChosen, isCursor, position, size, onOpen, onChoose } = props;
  const { i18n } = useTranslation();
  const { id, title, lastActivityAt, unreadCount, channelId } = conversation;
  return (
    <div
      id={`conversation-${id}`}
      role="option"
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={size}
      aria-checked={isChosen}
      onClick={(event) => {
        const { target } = event;
        const isAtBox = target instanceof Element && target.closest("[data-choose]") !== null;
        const isHeld = event.shiftKey || event.ctrlKey || event.metaKey;
        if (isHeld || isAtBox) onChoose(id, event.shiftKey);
        else onOpen(id);
      }}
      className="group flex gap-3 border-b border-line px-3 py-2.5 select-none hover:bg-hover aria-selected:bg-selected aria-checked:bg-selected data-cursor:outline-2 data-cursor:-outline-offset-2 data-cursor:outline-accent"
      data-cursor={isCursor || undefined}
    >
      <span className="relative self-start" data-choose>
        <ChosenMark isChosen={isChosen} />
        <Avatar name={title} />
        <ChannelMark channelId={channelId} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <bdi className={`min-w-0 flex-1 truncate ${unreadCount > 0 ? "font-semibold" : ""}`}>
            {title}
          </bdi>
          <time
            dateTime={lastActivityAt}
            title={fullTime(lastActivityAt, i18n.language)}
            className="flex-none text-xs text-soft"
          >
            {shortTime(lastActivityAt, i18n.language)}
          </time>
        </span>
        <span className="flex items-center gap-2">
          <Line conversation={conversation} />
          <Unread count={unreadCount} />
        </span>
        <Marks conversation={conversation} />
      </span>
    </div>
  );
});

/** In the place of the picture: a box to tick. The row itself says to screen readers whether it is. */
function ChosenMark({ isChosen }: { readonly isChosen: boolean | undefined }) {
  const look =
    isChosen === true
      ? "border-accent bg-accent text-on-accent"
      : "border-edge bg-surface text-transparent hover:text-soft";
  return (
    <span
      aria-hidden="true"
      className={`absolute inset-0 z-1 m-auto size-6 place-items-center rounded-md border-2 ${look} ${isChosen === undefined ? "hidden group-hover:grid" : "grid"}`}
    >
      <Check size={16} />
    </span>
  );
}

function Line({ conversation: { id, preview } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const { agent } = useSession();
  const writer = useStore(typing).get(id);
  const draft = draftIn(useStore(drafts), agent.id, id);
  if (writer !== undefined) {
    return (
      <span className="min-w-0 flex-1 truncate text-sm text-accent italic">
        {t("typing", { name: writer })}
      </span>
    );
  }
  return (
    <span dir="auto" className="min-w-0 flex-1 truncate text-sm text-soft">
      {draft !== "" && <span className="me-1 text-warn">{t("list.draft")}</span>}
      {draft === "" ? previewText(preview, t) : draft}
    </span>
  );
}

function Unread({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <span className="flex-none rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent">
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{t("list.unread", { count })}</span>
    </span>
  );
}

const priorityLooks = {
  low: "",
  high: "bg-warn-soft text-warn",
  urgent: "bg-danger-soft text-danger",
} as const;

function Marks({
  conversation: { assigneeId, labels, status, priority, waitingSince, channelId },
}: {
  readonly conversation: Conversation;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const assignee = useAgents().find(({ id }) => id === assigneeId);
  const isMadeUp = useChannel(channelId)?.adapter === practice;
  const isPlain = !isMadeUp && labels.length === 0 && status === "open" && priority === "normal";
  if (isPlain && assignee === undefined && waitingSince === null) return null;
  return (
    <span className="mt-1 flex flex-wrap gap-1">
      {isMadeUp && <span className="chip bg-warn-soft text-warn">{t("practice.chip")}</span>}
      {status !== "open" && <span className="chip">{t(`status.${status}`)}</span>}
      {priority !== "normal" && (
        <span className={`chip ${priorityLooks[priority]}`}>{t(`priority.${priority}`)}</span>
      )}
      {waitingSince !== null && (
        <span className="chip" title={fullTime(waitingSince, i18n.language)}>
          {t("list.waits", { time: spanOf(now - Date.parse(waitingSince), i18n.language) })}
        </span>
      )}
      {assignee !== undefined && (
        <span className="chip">
          <span className="sr-only">{t("assignee.label")}: </span>
          <bdi>{assignee.name}</bdi>
        </span>
      )}
      {labels.map((label) => (
        <LabelChip key={label} name={label} />
      ))}
    </span>
  );
}
