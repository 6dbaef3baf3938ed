import { FileDown, FileX, LoaderCircle } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "../api/schema.ts";
import { sizeOf } from "../i18n/times.ts";
import { attachmentAddress, type Media, pictureSize, shownAs } from "./attachments.ts";
import { Picture } from "./picture.tsx";
import { RichText } from "./rich-text.tsx";

// Not every thread has a sound in it.
const SoundPart = lazy(async () => ({ default: (await import("./sound-part.tsx")).SoundPart }));

export function MediaPart({ part: { kind, media, caption } }: { readonly part: Media }) {
  return (
    <div className="grid gap-1">
      {media.state === "ready" ? (
        <Ready kind={kind} media={media} />
      ) : (
        <NotThere kind={kind} media={media} />
      )}
      {caption !== undefined && <RichText text={caption} />}
    </div>
  );
}

interface Props {
  readonly kind: Media["kind"];
  readonly media: Attachment;
}

function Ready({ kind, media }: Props) {
  const { t } = useTranslation();
  const type = media.mimeType ?? "";
  const address = attachmentAddress(media.id, true);
  if (kind === "file") return <FileCard media={media} />;
  if (shownAs.image.test(type)) return <Picture media={media} isSticker={kind === "sticker"} />;
  if (shownAs.video.test(type)) {
    return (
      // oxlint-disable-next-line jsx-a11y/media-has-caption -- customers send none
      <video
        controls
        // A moving picture moves by itself, where that is wanted.
        autoPlay={kind === "animation" && !matchMedia("(prefers-reduced-motion: reduce)").matches}
        loop={kind === "animation"}
        muted={kind === "animation"}
        preload="metadata"
        src={address}
        width={media.width ?? 320}
        height={media.height ?? 240}
        className="h-auto max-h-80 w-auto max-w-full rounded-lg"
        aria-label={t(kind === "animation" ? "kind.animation" : "kind.video")}
      />
    );
  }
  if (shownAs.audio.test(type)) {
    return (
      <Suspense fallback={<div className="h-12 min-w-56" />}>
        <SoundPart media={media} isVoice={kind === "voice"} />
      </Suspense>
    );
  }
  return <FileCard media={media} />;
}

function FileCard({ media: { id, fileName, size, mimeType } }: { readonly media: Attachment }) {
  const { t, i18n } = useTranslation();
  return (
    <a
      href={attachmentAddress(id, false)}
      download
      className="flex min-w-48 items-center gap-3 rounded-lg bg-hover px-3 py-2 text-sm text-ink"
    >
      <FileDown size={20} aria-hidden="true" className="flex-none" />
      <span className="min-w-0">
        <bdi className="block break-all">{fileName ?? t("kind.file")}</bdi>
        <span className="text-xs text-soft">
          {[typeName(fileName, mimeType), size === null ? "" : sizeOf(size, i18n.language)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
    </a>
  );
}

/** PDF, as people say; else as machines do. */
function typeName(fileName: string | null, mimeType: string | null): string {
  const ending = /\.([a-z\d]{1,5})$/i.exec(fileName ?? "")?.[1];
  return ending?.toUpperCase() ?? mimeType ?? "";
}

/** Its bytes aren't here: not yet, or not ever, and why. */
function NotThere({ kind, media: { state, reason, fileName, width, height } }: Props) {
  const { t } = useTranslation();
  const isPending = state === "pending";
  const Icon = isPending ? LoaderCircle : FileX;
  const isPicture = kind === "image" && width !== null && height !== null;
  return (
    <div
      className="grid min-h-12 min-w-40 place-content-center gap-1 rounded-lg bg-hover p-3 text-center text-sm"
      // The place of the picture that is on its way: nothing moves when it is there.
      style={isPicture ? pictureSize(width, height) : undefined}
    >
      <Icon size={20} aria-hidden="true" className="mx-auto" />
      <span>{t(`media.${state === "ready" ? "failed" : state}`)}</span>
      {fileName !== null && <bdi className="text-xs break-all text-soft">{fileName}</bdi>}
      {reason !== null && <span className="text-xs text-soft">{reason}</span>}
    </div>
  );
}
