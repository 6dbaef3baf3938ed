import { type Tone, tone, volume } from "../app/preferences.ts";

let context: AudioContext | undefined;

/** Each sound as what it is made of: when, in seconds, and how high. No file to fetch. */
const notes: Readonly<Record<Tone, readonly (readonly [at: number, frequency: number])[]>> = {
  chime: [
    [0, 660],
    [0.12, 880],
  ],
  bell: [
    [0, 1320],
    [0.02, 1980],
  ],
  knock: [
    [0, 180],
    [0.14, 180],
  ],
};

export function ring(): void {
  context ??= new AudioContext();
  // Made before the agent had touched the page, it was asleep.
  void context.resume();
  const { currentTime, destination } = context;
  for (const [at, frequency] of notes[tone.value]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(volume.value * 0.03, currentTime + at);
    gain.gain.exponentialRampToValueAtTime(0.001, currentTime + at + 0.18);
    oscillator.connect(gain).connect(destination);
    oscillator.start(currentTime + at);
    oscillator.stop(currentTime + at + 0.2);
  }
}

/** Of all windows, one: whoever has the lock rings, and keeps it until the others have heard of the message too. */
export function ringOnce(): void {
  // Over plain HTTP in a local network there are no locks.
  if (!("locks" in navigator)) {
    ring();
    return;
  }
  void navigator.locks.request("switchboard.ring", { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    ring();
    await new Promise((resolve) => setTimeout(resolve, 2000));
  });
}

const repeatMs = 30_000;
let repeating: ReturnType<typeof setInterval> | undefined;

/** Rings again every half a minute, for the newest message only, as long as that one is to be heard. */
export function ringAgainWhile(isWaiting: () => boolean): void {
  clearInterval(repeating);
  repeating = setInterval(() => {
    if (isWaiting()) ringOnce();
    else clearInterval(repeating);
  }, repeatMs);
}
