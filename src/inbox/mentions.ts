import { InboxError } from "./errors.ts";
import type { StoredPart } from "./message-rows.ts";

/** Whether somebody can be given conversations, and told of notes. */
export type IsAgent = (agentId: string) => Promise<boolean>;

/**
 * The agents whom a note names: by the ids in its spans, never by what the text says.
 * @throws InboxError `invalid` when one of them is no agent.
 */
export async function mentionedIn(
  parts: readonly StoredPart[],
  isAgent: IsAgent,
): Promise<readonly string[]> {
  const texts = parts.flatMap((part) => {
    if (part.type === "text") return part.text;
    return part.type === "media" ? (part.caption ?? []) : [];
  });
  const spans = texts.flatMap(({ spans: some = [] }) => some);
  const ids = spans.flatMap(({ style, value = "" }) => (style === "mention" ? value : []));
  const unique = [...new Set(ids)];
  for (const id of unique) {
    if (await isAgent(id)) continue;
    throw new InboxError("invalid", "parts: the value of a mention must be the id of an agent.");
  }
  return unique;
}
