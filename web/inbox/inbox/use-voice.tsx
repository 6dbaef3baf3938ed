import { Mic } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Capabilities } from "../api/schema.ts";
import { IconButton } from "../ui/button.tsx";

const VoiceRecorder = lazy(async () => ({
  default: (await import("./voice-recorder.tsx")).VoiceRecorder,
}));

interface Parts {
  /** Of the channel; undefined for a note, which takes all. */
  readonly can: Capabilities | undefined;
  readonly isBlocked: boolean;
  readonly onDone: (file: File) => void;
}

/** The button that begins to record, and what is shown meanwhile: to be drawn where one writes. */
export function useVoice({ can, isBlocked, onDone }: Parts): {
  readonly button: ReactNode;
  readonly bar: ReactNode;
} {
  const { t } = useTranslation();
  const [isRecording, setRecording] = useState(false);
  const button = (
    <IconButton
      label={t("voice.record")}
      onPress={() => setRecording(true)}
      isDisabled={isBlocked || isRecording}
    >
      <Mic size={20} aria-hidden="true" />
    </IconButton>
  );
  const bar = isRecording && (
    <Suspense>
      <VoiceRecorder can={can} onDone={onDone} onClose={() => setRecording(false)} />
    </Suspense>
  );
  return { button, bar };
}
