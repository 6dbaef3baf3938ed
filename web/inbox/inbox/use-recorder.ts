import { useEffect, useRef, useState } from "react";
import { oggOf } from "./ogg-opus.ts";
import type { voiceFormatFor } from "./voice-format.ts";

type Format = NonNullable<ReturnType<typeof voiceFormatFor>>["format"];

/** Voice needs no more. */
const bitsPerSecond = 32_000;

interface Recording {
  readonly state: "asking" | "recording" | "paused" | "failed";
  /** Why it failed. */
  readonly error: unknown;
  readonly elapsedMs: number;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends it; what was said comes to `onDone`. Without this, nothing is left of it. */
  readonly finish: () => void;
}

/** Records from when it is shown until it is gone. */
export function useRecorder(format: Format, onDone: (file: File) => void): Recording {
  const [state, setState] = useState<Recording["state"]>("asking");
  const [error, setError] = useState<unknown>();
  const [elapsedMs, setElapsed] = useState(0);
  const recorder = useRef<MediaRecorder>(undefined);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  useEffect(() => {
    const part = { isWanted: true };
    const fail = (why: unknown): void => {
      if (!part.isWanted) return;
      setError(why);
      setState("failed");
    };
    void open(format, part, {
      begun(made) {
        recorder.current = made;
        setState("recording");
      },
      done: (file) => done.current(file),
      failed: fail,
    });
    return () => {
      part.isWanted = false;
      const made = recorder.current;
      if (made !== undefined && made.state !== "inactive") made.stop();
    };
  }, [format]);

  useEffect(() => {
    if (state !== "recording") return undefined;
    let since = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      setElapsed((before) => before + now - since);
      since = now;
    }, 200);
    return () => clearInterval(timer);
  }, [state]);

  return {
    state,
    error,
    elapsedMs,
    pause() {
      recorder.current?.pause();
      setState("paused");
    },
    resume() {
      recorder.current?.resume();
      setState("recording");
    },
    finish: () => recorder.current?.stop(),
  };
}

interface Listeners {
  readonly begun: (recorder: MediaRecorder) => void;
  readonly done: (file: File) => void;
  readonly failed: (error: unknown) => void;
}

async function open(
  format: Format,
  part: { readonly isWanted: boolean },
  { begun, done, failed }: Listeners,
): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const close = (): void => stream.getTracks().forEach((track) => track.stop());
    if (!part.isWanted) {
      close();
      return;
    }
    const recorder = new MediaRecorder(stream, {
      mimeType: format.recorded,
      audioBitsPerSecond: bitsPerSecond,
    });
    const pieces: Blob[] = [];
    const deliver = async (): Promise<void> => {
      try {
        done(await fileOf(pieces, format));
      } catch (error) {
        failed(error);
      }
    };
    recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    recorder.addEventListener("error", () => failed(new Error("The recorder stopped.")));
    // Also when the microphone was unplugged: what was said until then is there.
    recorder.addEventListener("stop", () => {
      close();
      if (part.isWanted) void deliver();
    });
    recorder.start(1000);
    begun(recorder);
  } catch (error) {
    failed(error);
  }
}

async function fileOf(pieces: readonly Blob[], { recorded, mimeType }: Format): Promise<File> {
  const blob = new Blob([...pieces]);
  const isRepacked = recorded.startsWith("audio/webm") && mimeType === "audio/ogg";
  const content = isRepacked ? oggOf(new Uint8Array(await blob.arrayBuffer())) : blob;
  return new File([content], `voice.${mimeType.slice("audio/".length)}`, { type: mimeType });
}
