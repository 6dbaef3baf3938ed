import type { TFunction } from "i18next";
import { Check, Circle, Pause, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Capabilities } from "../api/schema.ts";
import { lengthOf } from "../i18n/times.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { useRecorder } from "./use-recorder.ts";
import { voiceFormatFor } from "./voice-format.ts";

interface Props {
  /** Of the channel; undefined for a note, which takes all. */
  readonly can: Capabilities | undefined;
  readonly onDone: (file: File) => void;
  readonly onClose: () => void;
}

/** Records a voice message for the channel, or says why that can't be. */
export function VoiceRecorder({ can, onDone, onClose }: Props) {
  const { t } = useTranslation();
  // As it was when one began to speak.
  const [found] = useState(() => (canRecord() ? voiceFormatFor(can) : undefined));
  if (found === undefined) {
    return <Bar onDiscard={onClose}>{t(canRecord() ? "voice.notTaken" : "voice.insecure")}</Bar>;
  }
  return (
    <Recording
      {...found}
      onDone={(file) => {
        onDone(file);
        onClose();
      }}
      onClose={onClose}
    />
  );
}

/** Browsers have no microphone for pages that anybody on the way could have changed. */
function canRecord(): boolean {
  return "mediaDevices" in navigator && "MediaRecorder" in globalThis;
}

type Found = NonNullable<ReturnType<typeof voiceFormatFor>>;

function Recording({ format, isFile, onDone, onClose }: Found & Omit<Props, "can">) {
  const { t } = useTranslation();
  const { state, error, elapsedMs, pause, resume, finish } = useRecorder(format, onDone);
  if (state === "failed") return <Bar onDiscard={onClose}>{failureText(error, t)}</Bar>;
  if (state === "asking") return <Bar onDiscard={onClose}>{t("voice.asking")}</Bar>;
  const isPaused = state === "paused";
  return (
    <Bar onDiscard={onClose}>
      <span className="flex flex-wrap items-center gap-2">
        <Circle
          size={12}
          aria-hidden="true"
          className={`fill-danger text-danger ${isPaused ? "opacity-40" : "animate-pulse"}`}
        />
        <span role="status">{t(isPaused ? "voice.paused" : "voice.recording")}</span>
        <span role="timer" className="tabular-nums">
          {lengthOf(elapsedMs)}
        </span>
        {isFile && <span className="text-xs text-warn">{t("voice.asFile")}</span>}
      </span>
      <IconButton
        label={t(isPaused ? "voice.resume" : "voice.pause")}
        onPress={isPaused ? resume : pause}
      >
        {isPaused ? (
          <Circle size={18} aria-hidden="true" className="fill-danger text-danger" />
        ) : (
          <Pause size={18} aria-hidden="true" />
        )}
      </IconButton>
      <Button small variant="primary" onPress={finish} autoFocus>
        <Check size={16} aria-hidden="true" />
        {t("voice.done")}
      </Button>
    </Bar>
  );
}

interface BarProps {
  readonly onDiscard: () => void;
  readonly children: ReactNode;
}

function Bar({ onDiscard, children }: BarProps) {
  const { t } = useTranslation();
  return (
    <div
      role="group"
      aria-label={t("kind.voice")}
      className="flex items-center gap-2 rounded-lg border border-line bg-surface ps-3 text-sm"
    >
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-2 py-1">{children}</span>
      <IconButton label={t("voice.discard")} onPress={onDiscard}>
        <Trash2 size={18} aria-hidden="true" />
      </IconButton>
    </div>
  );
}

function failureText(error: unknown, t: TFunction): string {
  if (error instanceof DOMException) {
    if (error.name === "NotAllowedError") return t("voice.refused");
    if (error.name === "NotFoundError") return t("voice.noMicrophone");
  }
  return t("voice.failed", { reason: error instanceof Error ? error.message : String(error) });
}
