import type { FormattedText, Span } from "./message.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Cuts text into pieces of at most `maxLength` UTF-16 code units: after a line break where one is in the last half
 * of a piece, else after a space, else between graphemes, so that no emoji or accent is torn (one that is longer than
 * a piece has to be). Spans are cut along. Joining the pieces gives the text back, character for character.
 */
export function splitText(
  text: FormattedText,
  maxLength: number,
): readonly [FormattedText, ...FormattedText[]] {
  const pieces: FormattedText[] = [];
  let start = 0;
  while (text.text.length - start > maxLength) {
    const end = start + cutPoint(text.text.slice(start, start + maxLength + 2), maxLength);
    pieces.push(sliceText(text, start, end));
    start = end;
  }
  const last = start === 0 ? text : sliceText(text, start, text.text.length);
  const [first, ...others] = [...pieces, last];
  return first === undefined ? [last] : [first, ...others];
}

/** The piece from `start` to `end` (UTF-16), with the spans that fall into it. */
export function sliceText(text: FormattedText, start: number, end: number): FormattedText {
  const spans = (text.spans ?? []).flatMap((span): Span[] => {
    const from = Math.max(span.start, start) - start;
    const to = Math.min(span.end, end) - start;
    return from < to ? [{ ...span, start: from, end: to }] : [];
  });
  const slice = text.text.slice(start, end);
  return spans.length === 0 ? { text: slice } : { text: slice, spans };
}

/**
 * Where to cut `window`, an index from 1 to `max`. It begins between graphemes and goes a whole character beyond `max`:
 * whether there is a border at an index depends on what stands before it and on the one character after it.
 */
function cutPoint(window: string, max: number): number {
  const segments = graphemes.segment(window);
  const lastBorder = (index: number): number => segments.containing(index)?.index ?? 0;
  for (const separator of ["\n", " "]) {
    const at = window.lastIndexOf(separator, max - 1) + 1;
    // A mark may sit on the blank itself.
    if (at > max / 2 && lastBorder(at) === at) return at;
  }
  const cut = lastBorder(max);
  if (cut > 0) return cut;
  // One grapheme longer than a piece (a wall of combining marks): tear it, but no surrogate pair that fits.
  return max > 1 && isHighSurrogate(window.charCodeAt(max - 1)) ? max - 1 : max;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
