import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Store, useStore } from "../app/store.ts";
import { lengthOf } from "../i18n/times.ts";
import { IconButton } from "../ui/button.tsx";
import { barCount, type Waveform } from "./waveform.ts";

interface Props {
  readonly address: string;
  readonly label: string;
  /** As the platform said. */
  readonly durationMs: number | null;
  /** How it looks, once that is known. */
  readonly waveform: Waveform | undefined;
}

const speeds = [1, 1.5, 2] as const;
/** For all sounds alike, until the page is left. */
const speed = new Store<(typeof speeds)[number]>(1);
/** One at a time. */
let playing: HTMLAudioElement | undefined;

/** Plays a sound, slower or faster; its bars are where one is in it. */
export function SoundPlayer({ address, label, durationMs, waveform }: Props) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const rate = useStore(speed);
  const [isPlaying, setPlaying] = useState(false);
  const [isBroken, setBroken] = useState(false);
  const [at, setAt] = useState(0);
  const [told, setTold] = useState(0);
  // What a browser recorded itself doesn't say how long it is.
  const length = waveform?.seconds ?? (told > 0 ? told : (durationMs ?? 0) / 1000);
  useEffect(() => {
    // Only now does anybody listen to what becomes of it.
    if (audio.current !== null) audio.current.src = address;
  }, [address]);
  useEffect(() => {
    if (audio.current === null) return;
    audio.current.playbackRate = rate;
    audio.current.defaultPlaybackRate = rate;
  }, [rate]);
  const toggle = (): void => {
    const element = audio.current;
    if (element === null) return;
    if (!element.paused) {
      element.pause();
      return;
    }
    if (playing !== element) playing?.pause();
    playing = element;
    element.play().catch((error: unknown) => {
      // Paused before it began.
      if (error instanceof DOMException && error.name === "AbortError") return;
      setBroken(true);
    });
  };
  const seek = (to: number): void => {
    setAt(to);
    if (audio.current !== null) audio.current.currentTime = to;
  };
  const nextSpeed = speeds[(speeds.indexOf(rate) + 1) % speeds.length] ?? 1;
  const words = t("sound.at", { at: lengthOf(at * 1000), length: lengthOf(length * 1000) });
  return (
    <div role="group" aria-label={label} className="flex min-w-56 items-center gap-2">
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- customers send none */}
      <audio
        ref={audio}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onError={() => setBroken(true)}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onDurationChange={({ currentTarget: { duration } }) =>
          setTold(Number.isFinite(duration) ? duration : 0)
        }
      />
      <IconButton label={t(isPlaying ? "sound.pause" : "sound.play")} onPress={toggle}>
        {isPlaying ? (
          <Pause size={20} aria-hidden="true" />
        ) : (
          <Play size={20} aria-hidden="true" className="rtl:-scale-x-100" />
        )}
      </IconButton>
      <span className="grid min-w-0 flex-1">
        <span className="relative block h-8">
          <Bars waveform={waveform} played={length === 0 ? 0 : at / length} />
          <input
            type="range"
            aria-label={t("sound.position")}
            aria-valuetext={words}
            className="sound-range absolute inset-0 h-full w-full"
            min={0}
            max={length}
            step="any"
            value={Math.min(at, length)}
            onChange={({ target }) => seek(Number(target.value))}
            onKeyDown={(event) => {
              const by = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5 }[event.key];
              if (by === undefined) return;
              event.preventDefault();
              seek(Math.min(length, Math.max(0, at + by)));
            }}
          />
        </span>
        <span className="text-xs text-soft tabular-nums">
          {isBroken ? t("sound.broken") : words}
        </span>
      </span>
      <button
        type="button"
        className="chip min-h-6 min-w-11 justify-center tabular-nums"
        aria-label={t("sound.speed", { speed: `${rate}×` })}
        onClick={() => speed.set(nextSpeed)}
      >
        {rate}×
      </button>
    </div>
  );
}

const flat = Array.from({ length: barCount }, () => 0.08);

function Bars({
  waveform,
  played,
}: {
  readonly waveform: Waveform | undefined;
  readonly played: number;
}) {
  const bars = waveform?.bars ?? flat;
  return (
    <svg
      viewBox={`0 0 ${barCount * 3} 32`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="h-full w-full rtl:-scale-x-100"
    >
      {bars.map((loud, bar) => (
        <rect
          key={bar}
          x={bar * 3}
          width={2}
          y={16 - Math.max(1, loud * 15)}
          height={Math.max(2, loud * 30)}
          rx={1}
          className={bar / barCount < played ? "fill-accent" : "fill-edge"}
        />
      ))}
    </svg>
  );
}
