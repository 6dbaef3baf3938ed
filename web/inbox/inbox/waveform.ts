import { attachmentAddress } from "./attachments.ts";

/** How many bars a sound is drawn with. */
export const barCount = 40;

/** How loud each part of a sound is, from 0 to 1, and how long all of it takes. */
export interface Waveform {
  readonly bars: readonly number[];
  readonly seconds: number;
}

/** Voice is small; what is larger is music or a recording, which isn't loaded to be looked at. */
const mostBytes = 2_000_000;
const mostKept = 100;
const kept = new Map<string, Promise<Waveform | undefined>>();

/** Of an attachment; undefined where the browser can't read it. */
export function waveformOf(id: string, size: number | null): Promise<Waveform | undefined> {
  if (size === null || size > mostBytes) return Promise.resolve(undefined);
  let waveform = kept.get(id);
  if (waveform === undefined) {
    waveform = load(id);
    kept.set(id, waveform);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  }
  return waveform;
}

async function load(id: string): Promise<Waveform | undefined> {
  try {
    const response = await fetch(attachmentAddress(id, true));
    if (!response.ok) return undefined;
    return await measure(await response.arrayBuffer());
  } catch {
    // Away, or of a kind that this browser doesn't know: the player says what can't be played.
    kept.delete(id);
    return undefined;
  }
}

/** @throws when the browser doesn't know what it is. */
async function measure(bytes: ArrayBuffer): Promise<Waveform> {
  const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(bytes);
  const samples = sound.getChannelData(0);
  const width = Math.max(1, Math.floor(samples.length / barCount));
  const loud = Array.from({ length: barCount }, (_, bar) => {
    let most = 0;
    for (let at = bar * width; at < (bar + 1) * width; at += 1) {
      most = Math.max(most, Math.abs(samples[at] ?? 0));
    }
    return most;
  });
  const loudest = Math.max(0.01, ...loud);
  return { bars: loud.map((one) => one / loudest), seconds: sound.duration };
}
