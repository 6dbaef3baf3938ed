import { ArrowLeft, Check, Hourglass, PanelRight, RotateCcw } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { keysOf, useShortcuts } from "../app/shortcuts.ts";
import { useSession } from "../session/session.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { useAgents, useChannel } from "./directory.ts";
import { practice } from "./hub-query.ts";
import { MoreMenu } from "./more-menu.tsx";
import { Snooze, snoozeText } from "./snooze.tsx";
import type { ConversationChange } from "./use-change-conversation.ts";

interface Props {
  readonly conversation: Conversation;
  readonly isPanelOpen: boolean;
  readonly onChange: (change: ConversationChange) => void;
  readonly onBack: () => void;
  readonly onTogglePanel: () => void;
}

/** Words that make way where the header is narrow, for the eye alone; all stays on one line. */
const roomy = "sr-only @xl:not-sr-only";

export function ConversationHeader(props: Props) {
  const { t, i18n } = useTranslation();
  const { conversation, isPanelOpen, onChange, onBack, onTogglePanel } = props;
  const channel = useChannel(conversation.channelId);
  const isResolved = conversation.status === "resolved";
  return (
    <div className="@container border-b border-line bg-surface">
      <div className="flex flex-wrap items-center gap-1.5 px-3 py-2">
        <span className="md:hidden">
          <IconButton label={t("back")} onPress={onBack}>
            <ArrowLeft size={18} aria-hidden="true" className="rtl:-scale-x-100" />
          </IconButton>
        </span>
        <div className="min-w-16 flex-1">
          <h1 className="truncate font-semibold">
            <bdi>{conversation.title}</bdi>
          </h1>
          <p className="truncate text-xs text-soft">
            <bdi>{channel?.name}</bdi>
            {conversation.kind !== "direct" && ` · ${t(`conversation.${conversation.kind}`)}`}
            {conversation.status === "pending" && ` · ${t("status.pending")}`}
            {conversation.status === "snoozed" &&
              ` · ${snoozeText(conversation, t, i18n.language)}`}
          </p>
        </div>
        <Assign conversation={conversation} onChange={onChange} />
        <Button
          small
          variant={isResolved ? "plain" : "primary"}
          onPress={() => onChange({ status: isResolved ? "open" : "resolved" })}
        >
          {isResolved ? (
            <RotateCcw size={16} aria-hidden="true" />
          ) : (
            <Check size={16} aria-hidden="true" />
          )}
          <span className="sr-only @min-[30rem]:not-sr-only">
            {isResolved ? t("status.reopen") : t("status.resolve")}
          </span>
        </Button>
        {conversation.status === "open" && (
          <span title={t("status.setPending")}>
            <Button small onPress={() => onChange({ status: "pending" })}>
              <Hourglass size={16} aria-hidden="true" />
              <span className={roomy}>{t("status.setPending")}</span>
            </Button>
          </span>
        )}
        {(conversation.status === "pending" || conversation.status === "snoozed") && (
          <span title={t("status.reopen")}>
            <Button small onPress={() => onChange({ status: "open" })}>
              <RotateCcw size={16} aria-hidden="true" />
              <span className={roomy}>{t("status.reopen")}</span>
            </Button>
          </span>
        )}
        <Snooze onChange={onChange} />
        <MoreMenu conversation={conversation} onChange={onChange} />
        <IconButton
          label={isPanelOpen ? t("panel.hide") : t("panel.show")}
          shortcut={keysOf("panel")}
          aria-expanded={isPanelOpen}
          onPress={onTogglePanel}
        >
          <PanelRight size={18} aria-hidden="true" className="rtl:-scale-x-100" />
        </IconButton>
      </div>
      {channel?.adapter === practice && (
        <p role="note" className="bg-warn-soft px-3 py-1 text-xs text-warn">
          {t("practice.note")}
        </p>
      )}
    </div>
  );
}

function Assign({ conversation, onChange }: Pick<Props, "conversation" | "onChange">) {
  const { t } = useTranslation();
  const { agent } = useSession();
  const place = useRef<HTMLDivElement>(null);
  const agents = useAgents();
  const { assigneeId } = conversation;
  const names = agents.map(
    ({ id, name }) => [id, id === agent.id ? t("assignee.me", { name }) : name] as const,
  );
  // Somebody who was removed.
  const isGone = assigneeId !== null && !agents.some(({ id }) => id === assigneeId);
  useShortcuts({
    assign: () => place.current?.querySelector("select")?.focus(),
    assignToMe: () => onChange({ assigneeId: agent.id }),
  });
  return (
    <div ref={place} className="w-28">
      <Select
        label={t("assignee.label")}
        hideLabel
        value={assigneeId ?? ""}
        options={[
          ["", t("assignee.none")],
          ...names,
          ...(isGone ? [[assigneeId, t("assignee.gone")] as const] : []),
        ]}
        onChange={(value) => onChange({ assigneeId: value === "" ? null : value })}
      />
    </div>
  );
}
