import { useTranslation } from "react-i18next";
import type { Capabilities, Conversation } from "../api/schema.ts";
import { useSession } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { partsOfText } from "./compose.ts";
import { useChannel } from "./directory.ts";
import type { Mode } from "./drafts.ts";
import { useChangeConversation } from "./use-change-conversation.ts";
import type { SeenVersion } from "./use-seen-version.ts";

interface Props {
  readonly conversation: Conversation;
  readonly can: Capabilities | undefined;
  readonly text: string;
  readonly mode: Mode;
  readonly seen: SeenVersion;
}

/** From here on, the length is shown. */
const nearLimit = 50;

/** What the one who writes should know before they send. */
export function ComposerHints({ conversation, can, text, mode, seen }: Props) {
  const { t } = useTranslation();
  const { agent } = useSession();
  const { change } = useChangeConversation(conversation.id);
  const channel = useChannel(conversation.channelId);
  const isPaused = channel?.wanted === "paused";
  const limit = can?.text.maxLength ?? Infinity;
  const isReply = mode === "reply";
  return (
    <div
      role="status"
      className="flex flex-1 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft"
    >
      {isReply && isPaused && <span className="text-warn">{t("hint.paused")}</span>}
      {isReply && text.length > limit - nearLimit && text.length <= limit && (
        <span className="tabular-nums">
          {text.length} / {limit}
        </span>
      )}
      {isReply && can !== undefined && text.length > limit && (
        <span className="text-warn">{t("hint.split", { count: partsOfText(text, can) })}</span>
      )}
      {isReply && seen.hasNews && (
        <span className="flex items-center gap-2 text-warn">
          {t("hint.newWhileWriting", { name: conversation.title })}
          <Button small onPress={seen.look}>
            {t("hint.seen")}
          </Button>
        </span>
      )}
      {isReply && text !== "" && conversation.assigneeId === null && (
        <Button small onPress={() => change({ assigneeId: agent.id })}>
          {t("hint.assignToMe")}
        </Button>
      )}
    </div>
  );
}
