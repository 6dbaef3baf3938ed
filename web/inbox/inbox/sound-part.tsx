import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "../api/schema.ts";
import { attachmentAddress } from "./attachments.ts";
import { SoundPlayer } from "./sound-player.tsx";
import { type Waveform, waveformOf } from "./waveform.ts";

interface Props {
  readonly media: Pick<Attachment, "id" | "size" | "durationMs" | "fileName">;
  readonly isVoice: boolean;
}

/** A sound of a message. How it looks is worked out when it first comes into sight. */
export function SoundPart({ media: { id, size, durationMs, fileName }, isVoice }: Props) {
  const { t } = useTranslation();
  const [waveform, setWaveform] = useState<Waveform>();
  useEffect(() => {
    let isGone = false;
    void waveformOf(id, size).then((found) => {
      if (!isGone) setWaveform(found);
    });
    return () => {
      isGone = true;
    };
  }, [id, size]);
  const kind = t(isVoice ? "kind.voice" : "kind.audio");
  const name = isVoice ? undefined : (fileName ?? undefined);
  return (
    <div className="grid gap-1">
      {name !== undefined && <bdi className="text-sm break-all">{name}</bdi>}
      <SoundPlayer
        address={attachmentAddress(id, true)}
        label={name ?? kind}
        durationMs={durationMs}
        waveform={waveform}
      />
    </div>
  );
}
