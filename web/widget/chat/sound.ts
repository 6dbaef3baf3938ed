import type { Kept } from "./kept.ts";

/** Two short notes, made here: no file is fetched. Once for a message, in one of the tabs. */
export function ring(n: number, kept: Kept): void {
  if (kept.get("sound") === "off" || Number(kept.get("rung") ?? 0) >= n) return;
  kept.set("rung", String(n));
  // Browsers keep it silent until the visitor has touched the chat.
  const audio = new AudioContext();
  for (const [at, pitch] of [660, 880].entries()) {
    const note = audio.createOscillator();
    const loudness = audio.createGain();
    const from = audio.currentTime + at * 0.12;
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.08, from);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.2);
    note.connect(loudness).connect(audio.destination);
    note.start(from);
    note.stop(from + 0.2);
  }
  setTimeout(() => void audio.close(), 1000);
}
