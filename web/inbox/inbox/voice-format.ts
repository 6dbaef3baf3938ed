import type { Capabilities } from "../api/schema.ts";
import { kindFor } from "./compose.ts";

/** A way to record that a browser may have, and what becomes of it. */
interface VoiceFormat {
  readonly recorded: string;
  readonly mimeType: "audio/ogg" | "audio/mp4" | "audio/webm";
}

/** Best first. What Chromium records as WebM is the sound that Ogg holds too: only its box is changed. */
const formats: readonly VoiceFormat[] = [
  { recorded: "audio/ogg;codecs=opus", mimeType: "audio/ogg" },
  { recorded: "audio/webm;codecs=opus", mimeType: "audio/ogg" },
  { recorded: "audio/mp4", mimeType: "audio/mp4" },
  { recorded: "audio/webm;codecs=opus", mimeType: "audio/webm" },
];

/** How a voice message is recorded so that the channel takes it, if only as a file. A note (no `can`) takes all. */
export function voiceFormatFor(
  can: Capabilities | undefined,
): { readonly format: VoiceFormat; readonly isFile: boolean } | undefined {
  const possible = formats.filter(({ recorded }) => MediaRecorder.isTypeSupported(recorded));
  const kindOf = ({ mimeType }: VoiceFormat): string | undefined =>
    can === undefined ? "voice" : kindFor({ kind: "audio", mimeType, size: 0, isVoice: true }, can);
  const voice = possible.find((format) => kindOf(format) === "voice");
  if (voice !== undefined) {
    return { format: voice, isFile: can !== undefined && can.media.voice?.support !== "native" };
  }
  const file = possible.find((format) => kindOf(format) !== undefined);
  return file && { format: file, isFile: true };
}
