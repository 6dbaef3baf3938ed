import type { CannedReply } from "../api/schema.ts";

/** What a canned reply can name of the conversation that it is used in. */
export const variables = ["contact.name", "agent.name", "channel.name", "date"] as const;
export type Values = Readonly<Partial<Record<(typeof variables)[number], string>>>;

/** A canned reply in one of its languages. */
export interface CannedChoice {
  readonly reply: CannedReply;
  readonly language: string;
  readonly text: string;
}

const variable = /\{\{\s*([\p{L}\p{N}_.-]+)\s*\}\}/gu;

/**
 * What is being typed behind a /, up to the cursor. One inside of a word or an address is none. On a Chinese keyboard the
 * same key makes ／ or 、.
 */
export function cannedQuery(text: string, caret: number): string | undefined {
  return /(?<!\S)[/／、]([^\s/／、]{0,32})$/u.exec(text.slice(0, caret))?.[1];
}

/** Those whose code begins so, then those that have it anywhere; of each the customer's language first. */
export function cannedChoices(
  replies: readonly CannedReply[],
  query: string,
  languages: readonly string[],
): readonly CannedChoice[] {
  const wanted = query.toLowerCase();
  const choices = replies.flatMap((reply) =>
    Object.entries(reply.texts)
      .toSorted(([a], [b]) => rankOf(a, languages) - rankOf(b, languages))
      .map(([language, text]) => ({ reply, language, text })),
  );
  const begins = choices.filter(({ reply }) => reply.shortCode.startsWith(wanted));
  const has = choices.filter(
    ({ reply, text }) =>
      !reply.shortCode.startsWith(wanted) &&
      `${reply.shortCode}\n${reply.title}\n${text}`.toLowerCase().includes(wanted),
  );
  return [...begins, ...has];
}

/** The earlier in the list, the better; only the language itself counts, whatever its country. */
function rankOf(language: string, languages: readonly string[]): number {
  const place = languages.findIndex((one) => baseOf(one) === baseOf(language));
  return place === -1 ? languages.length : place;
}

function baseOf(language: string): string | undefined {
  return language.toLowerCase().split("-", 1)[0];
}

/** With the values that there are; a variable without one stays as it is, for the agent to see. */
export function filled(text: string, values: Values): string {
  return text.replaceAll(variable, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name as keyof Values] ?? whole) : whole,
  );
}

/** The variables that a text still has, each once. */
export function unfilledIn(text: string): readonly string[] {
  return [...new Set(text.match(variable) ?? [])];
}
