import english from "emoji-picker-element-data/en/cldr/data.json?url";
import chinese from "emoji-picker-element-data/zh/cldr/data.json?url";
import { storedValue } from "../app/store.ts";

export interface Emoji {
  readonly emoji: string;
  readonly name: string;
  readonly group: number;
  /** Everything it is found by, in both languages. */
  readonly words: string;
}

interface Entry {
  readonly emoji: string;
  readonly annotation: string;
  readonly group: number;
  readonly tags?: readonly string[];
}

/** The groups of Unicode, each with the emoji that stands for it. 2 is what others are put together from. */
export const groups = [
  [0, "😀"],
  [1, "👋"],
  [3, "🐶"],
  [4, "🍎"],
  [5, "🚗"],
  [6, "⚽"],
  [7, "💡"],
  [8, "💜"],
  [9, "🏁"],
] as const;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
const mostRecent = 27;
export const recentEmoji = storedValue<readonly string[]>("recent-emoji", [], isTexts);

export function noteEmoji(emoji: string): void {
  recentEmoji.update((all) => [emoji, ...all.filter((one) => one !== emoji)].slice(0, mostRecent));
}

/** All of them, named in the page's language. From the hub itself, which lets browsers keep them. */
export async function loadEmoji(locale: string): Promise<readonly Emoji[]> {
  const [en, zh] = await Promise.all([fetchEntries(english), fetchEntries(chinese)]);
  const own = locale.startsWith("zh") ? zh : en;
  const other = new Map((own === zh ? en : zh).map((entry) => [entry.emoji, wordsOf(entry)]));
  return own
    .filter(({ group }) => group !== 2)
    .map((entry) => ({
      emoji: entry.emoji,
      name: entry.annotation,
      group: entry.group,
      words: `${wordsOf(entry)} ${other.get(entry.emoji) ?? ""}`.toLocaleLowerCase(),
    }));
}

/** Each word of the question has to be somewhere; Chinese ones are long enough with one character. */
export function findEmoji(all: readonly Emoji[], question: string): readonly Emoji[] {
  const wanted = question.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ words }) => wanted.every((word) => words.includes(word))).slice(0, 90);
}

function wordsOf({ annotation, tags = [] }: Entry): string {
  return [annotation, ...tags].join(" ");
}

async function fetchEntries(address: string): Promise<readonly Entry[]> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The emoji could not be loaded: ${response.status}`);
  return (await response.json()) as readonly Entry[];
}
