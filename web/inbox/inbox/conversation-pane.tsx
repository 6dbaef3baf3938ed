import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { panelWidth } from "../app/preferences.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { useSession } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { PaneDivider } from "../ui/pane-divider.tsx";
import { problemText } from "../ui/problem-text.ts";
import { Composer } from "./composer.tsx";
import { ContactPanel } from "./contact-panel.tsx";
import { ConversationHeader } from "./conversation-header.tsx";
import { conversationQuery, listQuery } from "./conversation-lists.ts";
import { FileDrop } from "./file-drop.tsx";
import { Thread } from "./thread.tsx";
import { useChangeConversation } from "./use-change-conversation.ts";
import { useFileLimits } from "./use-file-limits.ts";
import { usePanel } from "./use-panel.ts";
import { useUploads } from "./uploads.ts";
import type { View } from "./views.ts";

const LabelPicker = lazy(async () => ({
  default: (await import("../labels/label-picker.tsx")).LabelPicker,
}));

interface Props {
  readonly conversationId: string;
  readonly view: View;
  readonly onBack: () => void;
}

export function ConversationPane({ conversationId, view, onBack }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isPanelOpen, togglePanel] = usePanel();
  const { data: conversation, error } = useQuery(conversationQuery(conversationId));
  const { change, problem } = useChangeConversation(conversationId);
  const { agent } = useSession();
  const uploads = useUploads(`${agent.id}/${conversationId}`, useFileLimits(conversationId));
  const [isLabelling, setLabelling] = useState(false);
  const [replyTo, setReplyTo] = useState<string>();

  const toggleStatus = (): void =>
    change({ status: conversation?.status === "resolved" ? "open" : "resolved" });
  const next = (): void => {
    const rows = client.getQueryData(listQuery(view).queryKey)?.pages.flatMap(({ items }) => items);
    const at = rows?.findIndex(({ id }) => id === conversationId) ?? -1;
    const target = rows?.[at + 1] ?? rows?.[at - 1];
    if (target === undefined) onBack();
    else {
      void navigate({
        to: "/inbox/$view/$conversationId",
        params: { view, conversationId: target.id },
      });
    }
  };
  useShortcuts({
    resolve: toggleStatus,
    resolveAndNext: () => {
      change({ status: "resolved" });
      next();
    },
    panel: togglePanel,
    labels: () => setLabelling(true),
    close: () => (replyTo === undefined ? onBack() : setReplyTo(undefined)),
  });

  if (error !== null) {
    return (
      <div className="m-auto grid gap-3 p-6 text-center">
        <h1 className="text-xl font-semibold">{t("problem.title")}</h1>
        <Alert>{problemText(error, t)}</Alert>
      </div>
    );
  }
  if (conversation === undefined) return <p className="sr-only">{t("loading")}</p>;
  return (
    <>
      <FileDrop onFiles={uploads.add}>
        <ConversationHeader
          conversation={conversation}
          isPanelOpen={isPanelOpen}
          onChange={change}
          onBack={onBack}
          onTogglePanel={togglePanel}
        />
        {problem !== undefined && <Alert>{problem}</Alert>}
        <Thread conversation={conversation} onReply={setReplyTo} />
        <Composer
          conversation={conversation}
          uploads={uploads}
          replyTo={replyTo}
          onReplyTo={setReplyTo}
        />
      </FileDrop>
      {isPanelOpen && (
        <PaneDivider
          label={t("panes.panel")}
          width={panelWidth}
          min={220}
          max={420}
          pane="after"
          look="z-1 lg:block"
        />
      )}
      {isPanelOpen && (
        <ContactPanel
          conversation={conversation}
          onLabel={() => setLabelling(true)}
          onClose={togglePanel}
        />
      )}
      {isLabelling && (
        <Suspense>
          <LabelPicker conversation={conversation} onClose={() => setLabelling(false)} />
        </Suspense>
      )}
    </>
  );
}
