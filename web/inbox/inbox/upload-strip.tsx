import { X } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Capabilities } from "../api/schema.ts";
import { sizeOf } from "../i18n/times.ts";
import { IconButton } from "../ui/button.tsx";
import { problemText } from "../ui/problem-text.ts";
import { attachmentAddress } from "./attachments.ts";
import { kindFor } from "./compose.ts";
import { FileRefused } from "./use-file-limits.ts";
import type { Uploads, UploadState } from "./uploads.ts";

const SoundPart = lazy(async () => ({ default: (await import("./sound-part.tsx")).SoundPart }));

interface Props {
  readonly uploads: Uploads;
  readonly can: Capabilities | undefined;
}

export function UploadStrip({ uploads, can }: Props) {
  const { t } = useTranslation();
  if (uploads.files.length === 0) return null;
  return (
    <ul aria-label={t("upload.list")} className="flex flex-wrap gap-2">
      {uploads.files.map((file) => (
        <FileChip key={file.key} state={file} can={can} onRemove={() => uploads.remove(file.key)} />
      ))}
    </ul>
  );
}

interface ChipProps {
  readonly state: UploadState;
  readonly can: Capabilities | undefined;
  readonly onRemove: () => void;
}

function FileChip({ state, can, onRemove }: ChipProps) {
  const { name, size, progress, upload, error } = state;
  const { t, i18n } = useTranslation();
  const problem =
    error instanceof FileRefused && error.maxBytes !== undefined
      ? t("upload.tooLarge", { size: sizeOf(error.maxBytes, i18n.language) })
      : error instanceof FileRefused
        ? t("upload.notHere")
        : error !== undefined
          ? problemText(error, t)
          : upload !== undefined && can !== undefined && kindFor(upload, can) === undefined
            ? t("upload.notHere")
            : undefined;
  if (upload?.isVoice === true && problem === undefined) {
    return (
      <li className="flex items-center gap-1 rounded-lg border border-line bg-surface ps-1">
        <Suspense>
          <SoundPart media={{ ...upload, durationMs: null }} isVoice />
        </Suspense>
        <IconButton label={t("upload.remove", { name: t("kind.voice") })} onPress={onRemove}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </li>
    );
  }
  return (
    <li className="flex max-w-64 items-center gap-2 rounded-lg border border-line bg-surface ps-3 text-sm">
      {upload?.kind === "image" && (
        <img
          src={attachmentAddress(upload.id, true)}
          alt=""
          className="my-1 size-10 flex-none rounded object-cover"
        />
      )}
      <span className="min-w-0">
        <bdi className="block truncate">{name}</bdi>
        <span className={`text-xs ${problem === undefined ? "text-soft" : "text-danger"}`}>
          {problem ?? sizeOf(size, i18n.language)}
        </span>
        {upload === undefined && problem === undefined && (
          <progress
            value={progress}
            max={1}
            aria-label={t("upload.progress", { name })}
            className="block h-1 w-full"
          />
        )}
      </span>
      <IconButton label={t("upload.remove", { name })} onPress={onRemove}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
