import type { FormattedText, Span } from "./message.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Code units read on each side of a cut, so that a grapheme reaching over it is seen whole. */
const lookAround = 256;

/**
 * Cuts text into pieces of at most `maxLength` UTF-16 code units: after a line break where one is in the last half
 * of a piece, else after a space, else between graphemes, so that no emoji or accent is torn. Spans are cut along.
 * Joining the pieces gives the text back, character for character.
 */
export function splitText(
  text: FormattedText,
  maxLength: number,
): readonly [FormattedText, ...FormattedText[]] {
  const pieces: FormattedText[] = [];
  let start = 0;
  while (text.text.length - start > maxLength) {
    const end = start + cutPoint(text.text.slice(start, start + maxLength + lookAround), maxLength);
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

/** Where to cut `window`, which is longer than `max`: an index from 1 to `max`. */
function cutPoint(window: string, max: number): number {
  for (const separator of ["\n", " "]) {
    const at = window.lastIndexOf(separator, max - 1) + 1;
    if (at > max / 2) return at;
  }
  let cut = 0;
  const from = Math.max(0, max - lookAround);
  for (const { index, segment } of graphemes.segment(window.slice(from))) {
    const end = from + index + segment.length;
    if (end > max) break;
    cut = end;
  }
  if (cut > 0) return cut;
  // One grapheme longer than the limit (a wall of combining marks): at least never tear a surrogate pair.
  return isHighSurrogate(window.charCodeAt(max - 1)) ? max - 1 : max;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
