/**
 * How text is cut into tokens. Scripts without spaces between words are found by any piece of one character or more: their
 * pairs of neighbours stand one after the other, so that a longer piece is a phrase of pairs. Everything else is found by the
 * beginnings of words. Tokens are ASCII letters and digits behind a mark, so that no database takes them apart, finds them
 * too short or leaves them out as everyday words: MySQL would.
 */

const spaceless =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const pieces = new RegExp(`([${spaceless}]+)|((?:(?![${spaceless}])[\\p{L}\\p{N}])+)`, "gu");
/** A token's length ends where MySQL's does, at 84 characters. */
const longestWord = 40;

interface Piece {
  readonly isSpaceless: boolean;
  readonly characters: readonly string[];
}

/** One way to write what can be written in several: wide and narrow, large and small, with an accent and without. */
function folded(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").normalize("NFKC").toLowerCase();
}

function piecesOf(text: string): readonly Piece[] {
  return [...folded(text).matchAll(pieces)].map(([whole, run]) => ({
    isSpaceless: run !== undefined,
    characters: Array.from(whole),
  }));
}

function code(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}

const single = (character: string): string => `s${code(character)}x`;
const pair = (first: string, second: string): string => `p${code(first)}x${code(second)}`;

/** A word: letters and digits of ASCII as they are, others by their number. */
function word(characters: readonly string[]): string {
  const letters = characters
    .slice(0, longestWord)
    .map((it) => (/[a-z0-9]/.test(it) ? it : `z${code(it)}z`));
  return `ww${letters.join("")}`.slice(0, 80);
}

function pairsOf(characters: readonly string[]): readonly string[] {
  return characters.slice(1).map((it, at) => pair(characters[at] ?? "", it));
}

/** What a message is found by, for the index. */
export function tokensOf(text: string): string {
  const tokens: string[] = [];
  for (const { isSpaceless, characters } of piecesOf(text)) {
    if (isSpaceless) tokens.push(...pairsOf(characters), ...new Set(characters.map(single)));
    else tokens.push(word(characters));
  }
  return tokens.join(" ");
}

/** What has to be in a message, all of it: a token, its beginning, or tokens that follow each other. */
export type Wanted =
  | { readonly type: "token" | "beginning"; readonly token: string }
  | { readonly type: "phrase"; readonly tokens: readonly string[] };

/** What somebody who typed this wants. */
export function wantedOf(text: string): readonly Wanted[] {
  return piecesOf(text).map(({ isSpaceless, characters }): Wanted => {
    if (!isSpaceless) return { type: "beginning", token: word(characters) };
    const [first = ""] = characters;
    if (characters.length === 1) return { type: "token", token: single(first) };
    return { type: "phrase", tokens: pairsOf(characters) };
  });
}
