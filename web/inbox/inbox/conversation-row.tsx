import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { useStore } from "../app/store.ts";
import { useNow } from "../app/use-now.ts";
import { fullTime, shortTime, spanOf } from "../i18n/times.ts";
import { useSession } from "../session/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { ChannelMark } from "./channel-mark.tsx";
import { useAgents } from "./directory.ts";
import { drafts, hasDraft } from "./drafts.ts";
import { typing } from "./live.ts";
import { previewText } from "./preview-text.ts";

interface Props {
  readonly conversation: Conversation;
  readonly isSelected: boolean;
  readonly position: number;
  readonly size: number;
  readonly onOpen: () => void;
}

export function ConversationRow({ conversation, isSelected, position, size, onOpen }: Props) {
  const { i18n } = useTranslation();
  const { id, title, lastActivityAt, unreadCount, channelId } = conversation;
  return (
    <div
      id={`conversation-${id}`}
      role="option"
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={size}
      onClick={onOpen}
      className="flex gap-3 border-b border-line px-3 py-2.5 hover:bg-hover aria-selected:bg-selected"
    >
      <span className="relative self-start">
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
}

function Line({ conversation: { id, preview } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const { agent } = useSession();
  const writer = useStore(typing).get(id);
  const isDrafted = hasDraft(useStore(drafts), agent.id, id);
  if (writer !== undefined) {
    return (
      <span className="min-w-0 flex-1 truncate text-sm text-accent italic">
        {t("typing", { name: writer })}
      </span>
    );
  }
  return (
    <span dir="auto" className="min-w-0 flex-1 truncate text-sm text-soft">
      {isDrafted && <span className="me-1 text-warn">{t("list.draft")}</span>}
      {previewText(preview, t)}
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
  conversation: { assigneeId, labels, status, priority, waitingSince },
}: {
  readonly conversation: Conversation;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const assignee = useAgents().find(({ id }) => id === assigneeId);
  const isPlain = labels.length === 0 && status === "open" && priority === "normal";
  if (isPlain && assignee === undefined && waitingSince === null) return null;
  return (
    <span className="mt-1 flex flex-wrap gap-1">
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
        <span key={label} className="chip">
          #<bdi>{label}</bdi>
        </span>
      ))}
    </span>
  );
}
