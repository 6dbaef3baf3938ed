import { useTranslation } from "react-i18next";
import type { Message } from "../api/schema.ts";
import { partsText } from "./preview-text.ts";

/** Tells a screen reader of the newest message. Each is a new element: the same words twice are said twice. */
export function Announcement({ message }: { readonly message: Message | undefined }) {
  const { t } = useTranslation();
  return (
    <p role="status" className="sr-only">
      {message !== undefined && (
        <span key={message.id}>
          {t("thread.new", { name: message.author.name })}: <bdi>{partsText(message.parts, t)}</bdi>
        </span>
      )}
    </p>
  );
}
