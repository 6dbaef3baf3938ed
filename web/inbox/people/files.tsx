import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronRight, FileText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { ConversationFile } from "../api/schema.ts";
import { shortTime, sizeOf } from "../i18n/times.ts";
import { attachmentAddress } from "../inbox/attachments.ts";
import { ShowMore } from "../ui/show-more.tsx";

/** What the hub lets a browser show: see the route. */
const shown = /^image\/(png|jpeg|gif|webp|avif)$/;
const isPicture = ({ kind, file }: ConversationFile): boolean =>
  kind === "image" && file.state === "ready" && shown.test(file.mimeType ?? "");

/** Everything that was sent here beside words; asked for once somebody wants to see it. */
export function Files({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="grid gap-2">
      <h2 className="text-xs font-medium text-soft">
        <button
          type="button"
          aria-expanded={isOpen}
          className="flex min-h-6 items-center gap-1 rounded"
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight
            size={14}
            aria-hidden="true"
            className={isOpen ? "rotate-90" : "rtl:rotate-180"}
          />
          {t("people.files")}
        </button>
      </h2>
      {isOpen && <Gallery conversationId={conversationId} />}
    </section>
  );
}

function Gallery({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation();
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["files", conversationId],
    queryFn: ({ pageParam, signal }) =>
      hub("listFiles", {
        params: { conversationId },
        query: { limit: 24, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 0,
  });
  if (data === undefined) return <p className="text-sm text-soft">{t("loading")}</p>;
  const all = data.pages.flatMap(({ items }) => items);
  const pictures = all.filter(isPicture);
  const others = all.filter((one) => !isPicture(one));
  return (
    <div className="grid gap-2">
      {all.length === 0 && <p className="text-sm text-soft">{t("people.noFiles")}</p>}
      {pictures.length > 0 && (
        <ul aria-label={t("people.pictures")} className="grid grid-cols-3 gap-1">
          {pictures.map((one) => (
            <li key={one.file.id}>
              <ToMessage file={one} conversationId={conversationId} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul aria-label={t("people.otherFiles")} className="grid gap-1">
          {others.map((one) => (
            <li key={one.file.id}>
              <ToMessage file={one} conversationId={conversationId} />
            </li>
          ))}
        </ul>
      )}
      <ShowMore hasNextPage={hasNextPage} fetchNextPage={fetchNextPage} />
    </div>
  );
}

interface ToMessageProps {
  readonly file: ConversationFile;
  readonly conversationId: string;
}

/** Leads to the message, where the file can be seen, heard or saved. */
function ToMessage({ file: one, conversationId }: ToMessageProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { messageId, kind, sentAt, file } = one;
  const name = file.fileName ?? t(`kind.${kind}`);
  const time = shortTime(sentAt, i18n.language);
  const open = (): void =>
    void navigate({
      to: "/inbox/$view/$conversationId",
      params: (before) => ({ view: before.view ?? "open", conversationId }),
      search: { message: messageId },
    });
  if (isPicture(one)) {
    return (
      <button
        type="button"
        aria-label={t("people.toMessage", { name, time })}
        className="block aspect-square w-full overflow-hidden rounded-lg bg-hover"
        onClick={open}
      >
        <img
          src={attachmentAddress(file.id, true)}
          alt=""
          loading="lazy"
          decoding="async"
          className="size-full object-cover"
        />
      </button>
    );
  }
  return (
    <button
      type="button"
      className="flex w-full items-center gap-2 rounded-lg px-2 py-1 text-start text-sm hover:bg-hover"
      onClick={open}
    >
      <FileText size={18} aria-hidden="true" className="flex-none text-soft" />
      <span className="grid min-w-0">
        <bdi className="truncate">{name}</bdi>
        <span className="text-xs text-soft">
          {[
            time,
            file.size === null ? "" : sizeOf(file.size, i18n.language),
            file.state === "ready" ? "" : t(`media.${file.state}`),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
    </button>
  );
}
