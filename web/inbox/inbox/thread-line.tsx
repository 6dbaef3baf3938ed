import { memo } from "react";
import { useTranslation } from "react-i18next";
import { dayName } from "../i18n/times.ts";
import { MessageBubble } from "./message-bubble.tsx";
import { OutgoingBubble } from "./outgoing-bubble.tsx";
import type { ThreadRow } from "./thread-rows.ts";

interface Props {
  readonly row: ThreadRow;
  readonly isMarked: boolean;
  readonly onReply: (messageId: string) => void;
  readonly onJump: (messageId: string) => void;
}

export const ThreadLine = memo(function ThreadLine({ row, ...rest }: Props) {
  const { t, i18n } = useTranslation();
  switch (row.kind) {
    case "day":
      return (
        <p className="py-3 text-center text-xs font-medium text-soft">
          {dayName(row.at, i18n.language)}
        </p>
      );
    case "new":
      return (
        <p className="my-2 flex items-center gap-3 text-xs font-semibold text-danger before:h-px before:flex-1 before:bg-danger after:h-px after:flex-1 after:bg-danger">
          {t("thread.newLine")}
        </p>
      );
    case "message":
      return <MessageBubble message={row.message} continues={row.continues} {...rest} />;
    case "outgoing":
      return <OutgoingBubble outgoing={row.outgoing} />;
  }
});
