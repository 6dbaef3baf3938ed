let context: AudioContext | undefined;

/** Two short tones, made here: no file to fetch. */
export function ring(): void {
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  for (const [at, frequency] of [
    [0, 660],
    [0.12, 880],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.15, currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, currentTime + at + 0.18);
    tone.connect(volume).connect(destination);
    tone.start(currentTime + at);
    tone.stop(currentTime + at + 0.2);
  }
}
