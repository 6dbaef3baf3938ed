import type { FormattedText } from "../api/schema.ts";

/** A colleague named in a note, by their id: what the text says is for people. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly agentId: string;
}

/** What is being typed behind an @, up to the cursor. An @ inside of an address is none. */
export function mentionQuery(text: string, caret: number): string | undefined {
  return /(?<![\w.+-])@([^\s@]{0,30})$/u.exec(text.slice(0, caret))?.[1];
}

/** Mentions where they are after a change of the text; one that was changed itself is none any more. */
export function moveMentions(
  mentions: readonly Mention[],
  before: string,
  after: string,
): readonly Mention[] {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  const until = before.length - same;
  const by = after.length - before.length;
  return mentions.flatMap((mention) => {
    const { start, end } = mention;
    if (end <= from) return mention;
    return start >= until ? { ...mention, start: start + by, end: end + by } : [];
  });
}

/** The text as it is sent, without blanks around it, and with its mentions as spans. */
export function noteText(text: string, mentions: readonly Mention[]): FormattedText {
  const blanks = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const spans = mentions.map(({ start, end, agentId }) => ({
    start: start - blanks,
    end: Math.min(end - blanks, trimmed.length),
    style: "mention" as const,
    value: agentId,
  }));
  return spans.length === 0 ? { text: trimmed } : { text: trimmed, spans };
}
